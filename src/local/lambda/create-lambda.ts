import type { Clock } from "../clock.ts";
import type { ServiceInvoker } from "../logs/ports.ts";
import type { FunctionInvoker } from "../mapping/ports.ts";
import { taggedResource } from "../once-tagged.ts";
import type { Operation, RawRoute, RestJsonService, RestRoute, TagSource } from "../service.ts";
import type { Storage } from "../storage.ts";
import { codeDownload } from "./code-download.ts";
import { createCodeStore } from "./code-store.ts";
import {
  deleteFunctionConcurrency,
  getAccountSettings,
  getFunctionConcurrency,
  putFunctionConcurrency,
} from "./concurrency-operations.ts";
import { createFunction } from "./create-function.ts";
import { createEventQueue } from "./event-queue.ts";
import { createFunctionInvoker } from "./function-invoker.ts";
import {
  deleteFunction,
  getFunction,
  getFunctionConfiguration,
  listFunctions,
} from "./function-operations.ts";
import { openFunctionStore } from "./function-store.ts";
import { invokeOnce } from "./invocation.ts";
import { invokeRoute } from "./invoke-route.ts";
import type { LambdaContext } from "./lambda-context.ts";
import { addPermission, getPolicy, removePermission } from "./permission-operations.ts";
import type { FunctionRunner, MappingTags, ObjectReader, RoleReader } from "./ports.ts";
import type { ResourceTags } from "./row-tags.ts";
import { createServiceInvoker } from "./service-invoker.ts";
import { createFunctionTags, tagRoutes } from "./tag-operations.ts";
import { updateFunctionCode, updateFunctionConfiguration } from "./update-operations.ts";

export interface LambdaDeps {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly execution: FunctionRunner;
  readonly objects: ObjectReader;
  readonly roles: RoleReader;
  /** Where packages are kept; undefined keeps them in memory. */
  readonly folder?: string;
  /** Where the gateway is reached, for links to packages. */
  readonly endpoint: () => string;
  /** Clock milliseconds that Pending and InProgress last. */
  readonly durations: { readonly pendingMs: number; readonly updatingMs: number };
  /** Holds the packages of a region to this size, in bytes; the default is not to. */
  readonly codeStorageBytes?: number;
}

/** Lambda's functions: a part of the Lambda service. */
export interface Lambda {
  readonly routes: readonly RestRoute[];
  readonly rawRoutes: readonly RawRoute[];
  /** For event source mappings. */
  readonly functions: FunctionInvoker;
  /** For other services. */
  readonly invoker: ServiceInvoker;
  /** For ListTags, TagResource and UntagResource. */
  readonly functionTags: ResourceTags;
  /** For the tagging API. */
  readonly tags: TagSource;
  /** Ends timers and asynchronous invocations; the execution, which is the composition's, must be stopped first. */
  stop(): Promise<void>;
}

/** Opens the functions an earlier run left. */
export async function createLambda(deps: LambdaDeps): Promise<Lambda> {
  const packages = createCodeStore(deps.folder);
  const functions = await openFunctionStore(deps.storage, deps.clock, packages);
  const context: LambdaContext = { ...deps, functions, packages };
  const events = createEventQueue(context, ({ functionArn, payload, ...options }) =>
    invokeOnce(context, functionArn, payload, options),
  );
  return {
    routes: functionRoutes(context),
    rawRoutes: [invokeRoute(context, events), codeDownload(context)],
    functions: createFunctionInvoker(context),
    invoker: createServiceInvoker(context, events),
    functionTags: createFunctionTags(functions),
    tags: {
      tagged: (region) => functions.inRegion(region).map((row) => taggedResource(row.arn, row)),
    },
    stop: async () => {
      functions.stop();
      await events.stop();
    },
  };
}

/** One Lambda service of functions and event source mappings. */
export function lambdaService(
  lambda: Pick<Lambda, "routes" | "rawRoutes" | "functionTags">,
  mappings: MappingTags & { readonly routes: readonly RestRoute[] },
): RestJsonService {
  return {
    protocol: "rest-json",
    name: "lambda",
    routes: [...lambda.routes, ...mappings.routes, ...tagRoutes(lambda.functionTags, mappings)],
    rawRoutes: lambda.rawRoutes,
  };
}

const all = "/2015-03-31/functions";
const one = `${all}/{FunctionName}`;
const concurrency = "/functions/{FunctionName}/concurrency";

function functionRoutes(context: LambdaContext): readonly RestRoute[] {
  const route = (
    line: `${RestRoute["method"]} ${string}`,
    operation: string,
    status: number,
    run: Operation,
  ): RestRoute => {
    const [method, path] = line.split(" ") as [RestRoute["method"], string];
    return { method, path, operation, status, run };
  };
  return [
    route(`POST ${all}`, "CreateFunction", 201, createFunction(context)),
    route(`GET ${all}`, "ListFunctions", 200, listFunctions(context)),
    route(`GET ${one}`, "GetFunction", 200, getFunction(context)),
    route(`DELETE ${one}`, "DeleteFunction", 204, deleteFunction(context)),
    route(`GET ${one}/configuration`, "GetFunctionConfiguration", 200, getFunctionConfiguration(context)),
    route(
      `PUT ${one}/configuration`,
      "UpdateFunctionConfiguration",
      200,
      updateFunctionConfiguration(context),
    ),
    route(`PUT ${one}/code`, "UpdateFunctionCode", 200, updateFunctionCode(context)),
    route(`PUT /2017-10-31${concurrency}`, "PutFunctionConcurrency", 200, putFunctionConcurrency(context)),
    route(
      `DELETE /2017-10-31${concurrency}`,
      "DeleteFunctionConcurrency",
      204,
      deleteFunctionConcurrency(context),
    ),
    route(`GET /2019-09-30${concurrency}`, "GetFunctionConcurrency", 200, getFunctionConcurrency(context)),
    route("GET /2016-08-19/account-settings", "GetAccountSettings", 200, getAccountSettings(context)),
    route(`POST ${one}/policy`, "AddPermission", 201, addPermission(context)),
    route(`GET ${one}/policy`, "GetPolicy", 200, getPolicy(context)),
    route(`DELETE ${one}/policy/{StatementId}`, "RemovePermission", 204, removePermission(context)),
  ];
}
