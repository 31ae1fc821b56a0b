using System.Runtime.InteropServices;

namespace Lode.Wasm.Runtime;

/// <summary>Where guests' calls of functions of the host arrive.</summary>
static unsafe class HostCalls
{
    /// <summary>What host stubs call.</summary>
    public static nint Address => (nint)(delegate* unmanaged<ContextState*, FunctionReference*, Value*, int>)&Call;

    /// <summary>The instance of a context.</summary>
    public static Instance InstanceOf(ContextState* context) =>
        (Instance)GCHandle.FromIntPtr(context->Instance->Handle).Target!;

    /// <summary>Gives 0, or 1 where the function threw. No exception may leave: below are frames of guests.</summary>
    [UnmanagedCallersOnly]
    static int Call(ContextState* context, FunctionReference* self, Value* slots)
    {
        Instance instance = InstanceOf(context);
        try
        {
            instance.Store.HostFunctions[(int)self->Host].Call(instance.Caller, slots);
            return 0;
        }
        catch (Exception exception)
        {
            instance.Store.SetPending(exception);
            return 1;
        }
    }
}
