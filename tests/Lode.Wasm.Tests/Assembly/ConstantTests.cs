using Iced.Intel;
using Lode.Wasm.Assembly;
using Assembler = Lode.Wasm.Assembly.Assembler;

namespace Lode.Wasm.Tests.Assembly;

/// <summary>Constants behind the code.</summary>
public sealed class ConstantTests : IDisposable
{
    readonly Assembler _assembler = new();

    public ConstantTests() => _assembler.Reserve(4096);

    [Fact]
    public void Every_instruction_reaches_its_constant()
    {
        Use(_assembler.Constant32(0x3f80_0000));
        Use(_assembler.Constant128(1, 2));
        _assembler.Vex(VexCode.Vcmpps, XmmRegister.Xmm9, XmmRegister.Xmm1, _assembler.Constant128(3, 4), 2);
        Use(_assembler.Constant64(5));
        Use(_assembler.Constant128(1, 2));
        _assembler.Vex(VexCode.Vpshufb, XmmRegister.Xmm12, XmmRegister.Xmm13, _assembler.Constant128(-1, -2));
        int end = _assembler.Position;
        _assembler.ConstantBytes.ShouldBe(5 * 16 + 15);
        _assembler.WriteConstants(_assembler);
        _assembler.Position.ShouldBe((end + 15 & ~15) + 3 * 16 + 8 + 4);
        ulong[] constants = [.. Disassembly.Decode(_assembler.Code[..end]).Select(x => x.IPRelativeMemoryAddress)];
        constants.ShouldAllBe(place => place >= (ulong)end);
        Read(constants[0], 4).ShouldBe("0000803F");
        Read(constants[1], 16).ShouldBe("01000000000000000200000000000000");
        Read(constants[2], 16).ShouldBe("03000000000000000400000000000000");
        Read(constants[3], 8).ShouldBe("0500000000000000");
        constants[4].ShouldBe(constants[1]);
        Read(constants[5], 16).ShouldBe("FFFFFFFFFFFFFFFFFEFFFFFFFFFFFFFF");
        constants.Where((_, i) => i is 1 or 2 or 5).ShouldAllBe(place => place % 16 == 0);
    }

    [Fact]
    public void The_next_function_has_its_own()
    {
        Use(_assembler.Constant64(7));
        _assembler.WriteConstants(_assembler);
        int start = _assembler.Position;
        _assembler.WriteConstants(_assembler);
        _assembler.Position.ShouldBe(start);
        Use(_assembler.Constant64(7));
        int end = _assembler.Position;
        _assembler.WriteConstants(_assembler);
        Instruction instruction = Disassembly.Decode(_assembler.Code[start..end], (ulong)start).ShouldHaveSingleItem();
        instruction.IPRelativeMemoryAddress.ShouldBe((ulong)(end + 7 & ~7));
        Read(instruction.IPRelativeMemoryAddress, 8).ShouldBe("0700000000000000");
    }

    [Fact]
    public void Code_that_moves_takes_its_constants_along()
    {
        using Assembler target = new();
        target.Reserve(256);
        target.Leave();
        Use(_assembler.Constant64(7));
        target.Bytes(_assembler.Code);
        foreach (ref ConstantUse use in _assembler.ConstantUses)
            use = use with { Displacement = use.Displacement + 1 };
        _assembler.WriteConstants(target);
        Instruction instruction = Disassembly.Decode(target.Code)[1];
        instruction.IPRelativeMemoryAddress.ShouldBe(16u);
        Convert.ToHexString(target.Code[16..]).ShouldBe("0700000000000000");
    }

    [Fact]
    public void Code_that_is_forgotten_wants_none()
    {
        int start = _assembler.Position;
        Use(_assembler.Constant64(7));
        _assembler.Truncate(start);
        _assembler.WriteConstants(_assembler);
        _assembler.Position.ShouldBe(start);
    }

    public void Dispose() => _assembler.Dispose();

    void Use(Address constant) => _assembler.Vex(VexCode.Vmovups, XmmRegister.Xmm8, constant);

    string Read(ulong place, int length) => Convert.ToHexString(_assembler.Code.Slice((int)place, length));
}
