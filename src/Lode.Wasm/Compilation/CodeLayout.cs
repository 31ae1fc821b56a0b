using System.Runtime.CompilerServices;
using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Labels and jumps of a function, and the choice of the shortest jumps.</summary>
/// <remarks>
/// Code is emitted with jumps of 32 bits. When all of it is there, jumps that reach become short: distances only shrink by that, so
/// that a few rounds over the jumps find nearly all of them. Positions carry the number of jumps before them, which is all that is
/// needed to tell how far they move.
/// </remarks>
sealed unsafe class CodeLayout
{
    const int Rounds = 3;

    Jump[] _jumps = new Jump[256];
    int[] _shrink = new int[257];
    int[] _labelPositions = new int[64], _labelJumps = new int[64];
    int _labelCount;

    /// <summary>The number of jumps so far.</summary>
    public int JumpCount { get; private set; }

    public void Clear() => JumpCount = _labelCount = 0;

    /// <summary>A new label, without a place.</summary>
    public int NewLabel()
    {
        if (_labelCount == _labelPositions.Length)
        {
            Array.Resize(ref _labelPositions, _labelCount * 2);
            Array.Resize(ref _labelJumps, _labelCount * 2);
        }
        return _labelCount++;
    }

    /// <summary>Puts a label here.</summary>
    public void Bind(int label, Assembler assembler)
    {
        _labelPositions[label] = assembler.Position;
        _labelJumps[label] = JumpCount;
    }

    /// <summary><c>jmp label</c>.</summary>
    public void Jump(Assembler assembler, int label)
    {
        Add(assembler.Position, label, JumpKind.Always, 0, 5);
        assembler.JumpLater();
    }

    /// <summary><c>jcc label</c>.</summary>
    public void Jump(Assembler assembler, Condition condition, int label)
    {
        Add(assembler.Position, label, JumpKind.Conditional, (byte)condition, 6);
        assembler.JumpLater(condition);
    }

    /// <summary><c>lea to, [rip + label]</c>.</summary>
    public void LoadAddress(Assembler assembler, Register to, int label)
    {
        int start = assembler.Position;
        Label none = default;
        assembler.LoadAddress(to, ref none);
        Add(start, label, JumpKind.Relative, 0, (byte)(assembler.Position - start));
    }

    void Add(int position, int label, JumpKind kind, byte condition, byte length)
    {
        if (JumpCount == _jumps.Length)
        {
            Array.Resize(ref _jumps, JumpCount * 2);
            Array.Resize(ref _shrink, JumpCount * 2 + 1);
        }
        _jumps[JumpCount++] = new() { Position = position, Label = label, Kind = kind, Condition = condition, Length = length };
    }

    /// <summary>Chooses the jumps' lengths.</summary>
    public void Settle()
    {
        Array.Clear(_shrink, 0, JumpCount + 1);
        for (int round = 0; round < Rounds; round++)
        {
            bool changed = false;
            for (int i = 0; i < JumpCount; i++)
            {
                ref Jump jump = ref _jumps[i];
                if (jump.Kind == JumpKind.Relative || jump.Length <= 2 && jump.Kind == JumpKind.Conditional || jump.Length == 0)
                    continue;
                int longest = jump.Kind == JumpKind.Always ? 5 : 6;
                int distance = Distance(i, jump, longest);
                // What the jump itself loses counts only for jumps back.
                if (jump.Kind == JumpKind.Always && distance == 0)
                    Shorten(ref jump, 0, ref changed);
                else if (distance is >= 0 and <= sbyte.MaxValue || distance < 0 && distance + longest - 2 >= sbyte.MinValue)
                    Shorten(ref jump, 2, ref changed);
            }
            if (!changed)
                break;
            int sum = 0;
            for (int i = 0; i < JumpCount; i++)
            {
                _shrink[i] = sum;
                ref readonly Jump jump = ref _jumps[i];
                sum += jump.Kind switch { JumpKind.Always => 5 - jump.Length, JumpKind.Conditional => 6 - jump.Length, _ => 0 };
            }
            _shrink[JumpCount] = sum;
        }
    }

    /// <summary>Where a position ends up.</summary>
    /// <param name="position">The position when it was emitted.</param>
    /// <param name="jumps">The number of jumps before it.</param>
    public int Settled(int position, int jumps) => position - _shrink[jumps];

    /// <summary>Where a label ends up.</summary>
    public int Settled(int label) => _labelPositions[label] - _shrink[_labelJumps[label]];

    /// <summary>Where a jump begins before jumps are made short.</summary>
    public int PositionOf(int jump) => _jumps[jump].Position;

    /// <summary>Copies the code behind what is in the target, with its jumps in their final form.</summary>
    public void CopyTo(Assembler from, Assembler target)
    {
        int length = from.Position - _shrink[JumpCount];
        target.Reserve(length + 32);
        byte* source = from.Buffer, at = target.Buffer + target.Position;
        int copied = 0;
        for (int i = 0; i < JumpCount; i++)
        {
            ref readonly Jump jump = ref _jumps[i];
            int plain = jump.Position - copied;
            Copy(source + copied, at, plain);
            at += plain;
            int longest = jump.Kind switch { JumpKind.Always => 5, JumpKind.Conditional => 6, _ => jump.Length };
            copied = jump.Position + longest;
            int distance = Settled(jump.Label) - (jump.Position - _shrink[i] + jump.Length);
            if (jump.Length == 2)
            {
                at[0] = (byte)(jump.Kind == JumpKind.Always ? 0xeb : 0x70 | jump.Condition);
                at[1] = (byte)distance;
            }
            else if (jump.Length != 0)
            {
                Buffer.MemoryCopy(source + jump.Position, at, 16, jump.Length);
                Unsafe.WriteUnaligned(at + jump.Length - 4, distance);
            }
            at += jump.Length;
        }
        Copy(source + copied, at, from.Position - copied);
        target.Advance(length);
    }

    static void Shorten(ref Jump jump, byte length, ref bool changed)
    {
        changed |= jump.Length != length;
        jump.Length = length;
    }

    /// <summary>From the end of a jump of full length to its place.</summary>
    int Distance(int index, in Jump jump, int longest)
    {
        int target = Settled(jump.Label), end = jump.Position - _shrink[index] + longest;
        // Ahead, what this jump has lost already moves the place, too.
        return _labelJumps[jump.Label] > index ? target - end + (longest - jump.Length) : target - end;
    }

    /// <summary>Copies in steps that may write up to 15 bytes too many; both buffers have room for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Copy(byte* from, byte* to, int length)
    {
        for (int i = 0; i < length; i += 16)
            Unsafe.CopyBlockUnaligned(to + i, from + i, 16);
    }
}
