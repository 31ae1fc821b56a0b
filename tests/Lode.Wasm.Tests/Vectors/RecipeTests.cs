using System.Runtime.Intrinsics;
using Lode.Wasm.Assembly;
using Lode.Wasm.Tests.Interpreter;

namespace Lode.Wasm.Tests.Vectors;

/// <summary>Runs what <c>VectorEmitter</c> emits, on all registers' random contents.</summary>
public abstract unsafe class RecipeTests : IDisposable
{
    readonly Random _random = new(7);
    readonly List<string> _failures = [];

    private protected MachineCode Code { get; } = new();

    private protected VectorOracle Oracle { get; } = new();

    private protected Random Random => _random;

    /// <summary>The instructions with a signature.</summary>
    private protected static IEnumerable<VectorOpcode> OpcodesOf(ValueKind result, params ValueKind[] operands)
    {
        for (int i = 0; i < 256; i++)
        {
            uint signature = Signatures.Vector[i];
            if (signature == 0 || Signatures.Result(signature) != result)
                continue;
            ValueKind[] all = [.. Enumerable.Range(0, 3).Select(depth => Signatures.Operand(signature, depth)).TakeWhile(kind => kind != ValueKind.Unknown)];
            if (all.AsSpan().SequenceEqual(operands))
                yield return (VectorOpcode)i;
        }
    }

    /// <summary>Runs code. Only the result's register and scratch registers may change.</summary>
    private protected ProcessorState Run(delegate* unmanaged<ProcessorState*, void> code, in ProcessorState before, XmmRegister? vector, Register? general)
    {
        ProcessorState after = before;
        code(&after);
        for (XmmRegister i = 0; i <= XmmRegister.Xmm15; i++)
        {
            if (i is not (XmmRegister.Xmm10 or XmmRegister.Xmm11) && i != vector)
                Expect(after[i] == before[i], $"{i} changed");
        }
        for (Register i = 0; i <= Register.R15; i++)
        {
            if (i is not (Register.Rsp or Register.R11) && i != general)
                Expect(after[i] == before[i], $"{i} changed");
        }
        return after;
    }

    private protected void Expect(bool holds, FormattableString what)
    {
        if (!holds && _failures.Count < 20)
            _failures.Add(what.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private protected void Finish() => _failures.ShouldBeEmpty();

    private protected static GuestValue Value(Vector128<byte> vector) => GuestValue.Of(vector);

    private protected static string Hex(Vector128<byte> vector) => $"{vector.AsUInt64()[1]:x16}{vector.AsUInt64()[0]:x16}";

    public void Dispose()
    {
        Code.Dispose();
        GC.SuppressFinalize(this);
    }
}
