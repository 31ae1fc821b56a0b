using Lode.Tokenizers;

namespace Lode.Control;

/// <summary>What a worker runs: how a controller is loaded, and how a request begins whose sequences lie in slots of shared memory.</summary>
sealed record WorkerPrograms(
    Func<string, ControllerLimits, Controller> Load,
    Func<Controller, Tokenizer, RequestOptions, ISlotSource, ControllerRequest> Start)
{
    /// <summary>WebAssembly modules.</summary>
    public static WorkerPrograms Guests(WorkerServerOptions options) => new(
        (path, limits) => Controller.Load(path, new ControllerOptions { Limits = limits, Cache = options.Cache, Warning = options.Warning }),
        (controller, tokenizer, request, slots) => ((GuestController)controller).Start(tokenizer, request, slots));
}
