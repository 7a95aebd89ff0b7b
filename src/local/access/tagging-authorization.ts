import { type Authorization, anywhere } from "./authorization.ts";

/** Rule: Service Authorization Reference, "… for Amazon Resource Group Tagging API". */
export const taggingAuthorization: Authorization = {
  GetResources: anywhere("tag:GetResources"),
};
