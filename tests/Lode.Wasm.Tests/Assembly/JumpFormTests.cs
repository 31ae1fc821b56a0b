using Lode.Wasm.Assembly;
using static Lode.Wasm.Tests.Assembly.Operands;

namespace Lode.Wasm.Tests.Assembly;

/// <summary>Jumps, calls, labels, and what has no operands.</summary>
public sealed class JumpFormTests : AssemblerTests
{
    static readonly string[] s_conditions =
        ["jo", "jno", "jb", "jae", "je", "jne", "jbe", "ja", "js", "jns", "jp", "jnp", "jl", "jge", "jle", "jg"];

    [Fact]
    public void Through_registers_and_memory()
    {
        foreach (Register register in General)
        {
            Assembler.Jump(register);
            Expect($"jmp {Name(true, register)}");
            Assembler.Call(register);
            Expect($"call {Name(true, register)}");
        }
        foreach (Address address in Addresses)
        {
            Assembler.Jump(address);
            Expect($"jmp {Name(8, address)}");
            Assembler.Call(address);
            Expect($"call {Name(8, address)}");
        }
        Finish();
    }

    [Fact]
    public void Without_operands()
    {
        Assembler.Return();
        Expect($"ret");
        Assembler.Return(0);
        Expect($"ret");
        Assembler.Return(0x1238);
        Expect($"ret {0x1238}");
        Assembler.Leave();
        Expect($"leave");
        Assembler.RepeatMoveBytes();
        Expect($"rep movsb [rdi], [rsi]");
        Assembler.RepeatStoreBytes();
        Expect($"rep stosb [rdi], al");
        Assembler.Leave();
        Assembler.Align(4);
        Expect($"leave; nop; nop; nop");
        Finish();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(500)]
    public void Back_and_forth_over_any_distance(int distance)
    {
        Assembler.Reserve(4096);
        for (Condition condition = 0; condition <= Condition.Greater; condition++)
        {
            string name = s_conditions[(int)condition];
            Label label = default;
            Assembler.Bind(ref label);
            Fill(distance);
            Assembler.Jump(condition, ref label);
            Expect($"{Nops(distance)}{name} 0");
            label = default;
            Assembler.Jump(condition, ref label);
            Fill(distance);
            Assembler.Jump(condition, ref label);
            Assembler.Bind(ref label);
            Expect($"{name} {distance + 12}; {Nops(distance)}{name} {distance + 12}");
        }
        Label place = default;
        Assembler.Bind(ref place);
        place.IsBound.ShouldBeTrue();
        Fill(distance);
        Assembler.Jump(ref place);
        Expect($"{Nops(distance)}jmp 0");
        Fill(distance);
        Assembler.Call(ref place);
        Expect($"{Nops(distance)}call 0");
        place = default;
        Assembler.Jump(ref place);
        place.IsUsed.ShouldBeTrue();
        Assembler.Call(ref place);
        Assembler.LoadAddress(Register.R9, ref place);
        Fill(distance);
        Assembler.Bind(ref place);
        Assembler.Leave();
        Expect($"jmp {distance + 17}; call {distance + 17}; lea r9, [{distance + 17}]; {Nops(distance)}leave");
        Finish();
    }

    [Fact]
    public void Short_ones()
    {
        for (Condition condition = 0; condition <= Condition.Greater; condition++)
        {
            int jump = Assembler.JumpShort(condition);
            Fill(127);
            Assembler.BindShort(jump);
            Expect($"{s_conditions[(int)condition]} 129; {Nops(126)}nop");
        }
        int longer = Assembler.JumpShort();
        Assembler.Leave();
        Assembler.BindShort(longer);
        Expect($"jmp 3; leave");
        longer = Assembler.JumpShort();
        Fill(128);
        Should.Throw<InvalidOperationException>(() => Assembler.BindShort(longer));
        Assembler.Truncate(0);
        Finish();
    }

    [Fact]
    public void Ones_whose_place_is_written_later()
    {
        Assembler.Leave();
        int place = Assembler.CallLater();
        Assembler.Write32(place, 0x1000);
        Expect($"leave; call {6 + 0x1000}");
        place = Assembler.JumpLater();
        Assembler.Write32(place, -5);
        Assembler.Read32(place).ShouldBe(-5);
        Expect($"jmp 0");
        for (Condition condition = 0; condition <= Condition.Greater; condition++)
        {
            Assembler.Write32(Assembler.JumpLater(condition), 0x100);
            Expect($"{s_conditions[(int)condition]} {6 + 0x100}");
        }
        Finish();
    }

    [Fact]
    public unsafe void Data_is_written_as_it_is()
    {
        Assembler.Data32(0x0403_0201);
        Assembler.Data64(0x0c0b_0a09_0807_0605);
        Assembler.Bytes([13]);
        Assembler.Buffer[Assembler.Position] = 14;
        Assembler.Advance(1);
        Assembler.Code.ToArray().ShouldBe([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    }

    void Fill(int bytes)
    {
        for (int i = 0; i < bytes; i++)
            Assembler.Bytes([0x90]);
    }

    static string Nops(int count) => string.Concat(Enumerable.Repeat("nop; ", count));
}
