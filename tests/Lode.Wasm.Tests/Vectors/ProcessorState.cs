using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lode.Wasm.Assembly;

namespace Lode.Wasm.Tests.Vectors;

/// <summary>What all registers hold before or after a piece of code. The stack pointer is not among them.</summary>
struct ProcessorState
{
    /// <summary>The offset of the general registers.</summary>
    public const int General = 256;

    VectorRegisters _vectors;
    GeneralRegisters _general;

    public Vector128<byte> this[XmmRegister register]
    {
        readonly get => _vectors[(int)register];
        set => _vectors[(int)register] = value;
    }

    public long this[Register register]
    {
        readonly get => _general[(int)register];
        set => _general[(int)register] = value;
    }

    /// <summary>Fills all registers.</summary>
    public static ProcessorState Random(Random random)
    {
        ProcessorState state = default;
        for (int i = 0; i < 16; i++)
        {
            state._vectors[i] = Vector128.Create(random.NextInt64(), random.NextInt64()).AsByte();
            state._general[i] = random.NextInt64();
        }
        return state;
    }

    [InlineArray(16)]
    struct VectorRegisters
    {
        Vector128<byte> _first;
    }

    [InlineArray(16)]
    struct GeneralRegisters
    {
        long _first;
    }
}
