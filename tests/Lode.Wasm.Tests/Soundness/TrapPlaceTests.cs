namespace Lode.Wasm.Tests.Soundness;

/// <summary>Places of traps where machine code is ambiguous: an access that begins at the return address of the call before it.</summary>
public sealed class TrapPlaceTests
{
    static readonly byte[] s_module = new WasmBytes()
        .Section(1, 1, 0x60, 0, 0)
        .Section(3, 4, 0, 0, 0, 0)
        .Section(5, 1, 0, 1)
        .Section(7, 2, 1, (byte)'a', 0, 2, 1, (byte)'b', 0, 3)
        .Section(10,
            4,
            3, 0, 0x00, 0x0b, // unreachable
            2, 0, 0x0b,
            10, 0, 0x10, 0, 0x41, 16, 0x28, 2, 0, 0x1a, 0x0b, // a: call 0, i32.load at 16
            14, 0, 0x10, 1, 0x41, 0, 0x28, 2, 0x80, 0xfe, 0xff, 0xff, 0x07, 0x1a, 0x0b) // b: call 1, i32.load far outside
        .ToArray();

    [Fact]
    public void A_call_before_an_access_is_the_place_of_its_callees_trap() =>
        Frames("a").ShouldBe([(0, 1), (2, 1)]);

    [Fact]
    public void An_access_behind_a_call_is_the_place_of_its_own_trap() =>
        Frames("b").ShouldBe([(3, 5)]);

    /// <summary>Functions, and bytes of their bodies.</summary>
    static (int Function, int Byte)[] Frames(string name)
    {
        using Engine engine = new();
        using CompiledModule module = engine.Compile("places", s_module);
        using Store store = new(engine);
        Trap trap = new Linker(engine).Instantiate(store, module).GetFunction(name)!.TryInvoke([], []).ShouldNotBeNull();
        return [.. trap.Frames.Select(frame =>
            (frame.FunctionIndex, (int)frame.WasmOffset! - module.Module.GetFunctionBody(frame.FunctionIndex).Start))];
    }
}
