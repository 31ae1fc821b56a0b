using System.Runtime.InteropServices;
using Lode.Wasm.Assembly;
using Lode.Wasm.Runtime;

namespace Lode.Wasm.Tests.Runtime;

/// <summary>Other libraries that handle the same signals.</summary>
public sealed unsafe class SignalTests
{
    /// <summary>A handler comes in front of ours and calls it for what it does not know, as profilers do.</summary>
    [Fact]
    public void A_handler_that_comes_between_is_overtaken_and_nothing_goes_in_circles()
    {
        using World world = new();
        GuestBuilder builder = MemoryTests.Accesses(1, null);
        Instance instance = world.Run(builder);
        Trap(instance);
        SignalAction before;
        NativeCalls.Action(NativeCalls.SignalSegmentation, null, &before).ShouldBe(0);
        nint first = before.Handler;
        int* count = (int*)NativeMemory.AllocZeroed(4);
        SignalAction between = before;
        between.Handler = Stub.Make(64, code =>
        {
            code.MoveImmediate64(Register.Rax, (long)count);
            code.Alu(AluOperation.Add, false, new Address(Register.Rax), 1);
            code.MoveImmediate64(Register.Rax, first);
            code.Jump(Register.Rax);
        });
        NativeCalls.Action(NativeCalls.SignalSegmentation, &between, null).ShouldBe(0);

        // It is before ours now, and passes on.
        Trap(instance);
        int seen = *count;
        seen.ShouldBeGreaterThan(0);
        Should.Throw<NullReferenceException>(() => ((string)null!).Length);

        // With the next instance ours is in front again; what is no guest's goes through the other one to the runtime.
        Trap(world.Run(builder));
        Should.Throw<NullReferenceException>(() => ((string)null!).Length);
        Trap(instance);
        SignalAction now;
        NativeCalls.Action(NativeCalls.SignalSegmentation, null, &now).ShouldBe(0);
        now.Handler.ShouldNotBe(between.Handler);
        now.Flags.ShouldBe(before.Flags);
    }

    static void Trap(Instance instance) =>
        instance.GetFunction("load")!.TryInvoke([Value.From(1 << 20)], new Value[1])!.Kind.ShouldBe(TrapKind.MemoryOutOfBounds);
}
