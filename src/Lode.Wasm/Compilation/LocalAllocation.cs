using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Chooses the locals that have a register of their own all through a function: those with the greatest weight of uses.</summary>
static class LocalAllocation
{
    /// <summary>Locals up to which code without blocks needs no registers for them.</summary>
    const int FewLocals = 6;

    /// <summary>The weight from which a register that has to be saved pays.</summary>
    const uint SavedWeight = 3;

    /// <summary>The same of a vector register, which costs more.</summary>
    const uint SavedVectorWeight = 8;

    static ReadOnlySpan<sbyte> SavedGeneral => [(sbyte)Register.Rbx, (sbyte)Register.Rsi, (sbyte)Register.Rdi, (sbyte)Register.R12];

    // Four registers always remain: the most that one instruction has in hand at a time. So r8 is given only where r13 is one of them.
    static ReadOnlySpan<sbyte> LeafGeneral =>
    [
        (sbyte)Register.R8, (sbyte)Register.R9, (sbyte)Register.R10,
        (sbyte)Register.Rbx, (sbyte)Register.Rsi, (sbyte)Register.Rdi, (sbyte)Register.R12,
    ];

    static ReadOnlySpan<sbyte> SavedVector => [28, 29, 30, 31];

    static ReadOnlySpan<sbyte> LeafVector => [23, 22, 21, 24, 25, 28, 29, 30, 31];

    /// <summary>Gives locals their registers.</summary>
    /// <param name="function">What validation found.</param>
    /// <param name="locals">The locals' states; receive their registers.</param>
    /// <param name="calls">Whether the function contains calls, so that only registers that callees keep will do.</param>
    /// <param name="secondScratch">Whether the function needs r13 as a second scratch register.</param>
    /// <param name="withoutPins">Whether none gets one.</param>
    /// <param name="pinned">The registers that locals have.</param>
    /// <param name="temporaries">The registers that are left for operands.</param>
    public static void Assign(in FunctionSummary function, LocalState[] locals, bool calls, bool secondScratch, bool withoutPins,
        out uint pinned, out uint temporaries)
    {
        if (withoutPins || !calls && function.Blocks.Length == 1 && function.UsedLocals.Length <= FewLocals)
        {
            // Parameters stay where they arrive, and there is no other way on which something would have to be saved.
            pinned = 0;
            temporaries = AllTemporaries(secondScratch);
            return;
        }
        ReadOnlySpan<sbyte> general = calls ? SavedGeneral : secondScratch ? LeafGeneral[1..] : LeafGeneral;
        ReadOnlySpan<sbyte> vector = calls ? SavedVector : LeafVector;
        Span<int> best = stackalloc int[general.Length];
        Span<int> bestVectors = stackalloc int[vector.Length];
        int count = 0, vectors = 0;
        foreach (int index in function.UsedLocals)
        {
            if (CallingConvention.IsVector(locals[index].Type))
                Insert(bestVectors, ref vectors, index, function.LocalUses);
            else
                Insert(best, ref count, index, function.LocalUses);
        }
        pinned = Give(general, best[..count], function, locals, SavedWeight) | Give(vector, bestVectors[..vectors], function, locals, SavedVectorWeight);
        temporaries = AllTemporaries(secondScratch) & ~pinned;
    }

    static uint AllTemporaries(bool secondScratch) =>
        Registers.GeneralTemporaries | Registers.VectorTemporaries | (secondScratch ? 0 : 1u << (int)Register.R13);

    /// <summary>Keeps the locals with the greatest weights, in falling order; of equal ones those that are used first.</summary>
    public static void Insert(Span<int> best, ref int count, int index, ReadOnlySpan<uint> uses)
    {
        uint weight = uses[index];
        int at = count;
        while (at > 0 && uses[best[at - 1]] < weight)
            at--;
        if (at == best.Length)
            return;
        if (count < best.Length)
            count++;
        for (int i = count - 1; i > at; i--)
            best[i] = best[i - 1];
        best[at] = index;
    }

    static uint Give(ReadOnlySpan<sbyte> registers, ReadOnlySpan<int> best, in FunctionSummary function, LocalState[] locals, uint savedWeight)
    {
        uint given = 0;
        int next = 0;
        foreach (int index in best)
        {
            int register = registers[next];
            if ((Registers.Saved >> register & 1) != 0 && function.LocalUses[index] < savedWeight)
                break;
            locals[index].Pin = (sbyte)register;
            given |= 1u << register;
            next++;
        }
        return given;
    }
}
