using System.Globalization;
using Iced.Intel;
using Assembler = Lode.Wasm.Assembly.Assembler;

namespace Lode.Wasm.Tests.Assembly;

/// <summary>Holds what methods of the assembler write against what a decoder reads.</summary>
public abstract class AssemblerTests : IDisposable
{
    readonly List<string> _failures = [];

    private protected Assembler Assembler { get; } = new();

    /// <summary>Tells what was just asked of the assembler: exactly this instruction was to be written.</summary>
    private protected void Expect(FormattableString instruction)
    {
        string expected = instruction.ToString(CultureInfo.InvariantCulture);
        List<Instruction> instructions = Disassembly.Decode(Assembler.Code);
        string actual = string.Join("; ", instructions.Select(x => Disassembly.Text(x)));
        if (actual != expected && _failures.Count < 20)
            _failures.Add($"{expected}: {Convert.ToHexString(Assembler.Code)} is {actual}");
        if (instructions.Sum(x => x.Length) > Assembler.LongestInstruction * instructions.Count)
            _failures.Add($"{expected}: too long");
        Assembler.Truncate(0);
    }

    private protected void Finish() => _failures.ShouldBeEmpty();

    private protected AssemblerTests() => Assembler.Reserve(1024);

    public void Dispose()
    {
        Assembler.Dispose();
        GC.SuppressFinalize(this);
    }
}
