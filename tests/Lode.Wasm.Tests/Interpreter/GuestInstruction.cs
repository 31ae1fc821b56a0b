namespace Lode.Wasm.Tests.Interpreter;

/// <summary>A decoded instruction: prefix and opcode, and up to three immediates.</summary>
struct GuestInstruction
{
    /// <summary>The prefix, 0xfc or 0xfd, in the second byte; the opcode in the first.</summary>
    public int Operation;

    /// <summary>An index, an alignment; of a block, the number of the instruction behind its end.</summary>
    public int A;

    /// <summary>A second index, a lane; of an <c>if</c>, the number of the instruction behind its else, or 0.</summary>
    public int B;

    /// <summary>A constant, the offset of an address; of a block, the arity of its label and (from bit 32) of its parameters.</summary>
    public long C;

    /// <summary>The high half of a constant.</summary>
    public long D;

    /// <summary>Labels of a branch table, the default last.</summary>
    public int[]? Labels;
}
