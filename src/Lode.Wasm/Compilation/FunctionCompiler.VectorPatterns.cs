using System.Runtime.Intrinsics;
using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Instructions on vectors that compilers write for what a processor does in one.</summary>
/// <remarks>
/// What is read ahead is compared byte by byte: code that is written in another way, with longer numbers say, is only compiled plainly.
/// No branch leads between the instructions of a pattern, as none of them begins or ends a block.
/// </remarks>
sealed unsafe partial class FunctionCompiler
{
    /// <summary>Whether a byte comes next at a place ahead; goes on behind it if so.</summary>
    bool Sees(ref int at, int value)
    {
        if (_code[at] != value)
            return false;
        at++;
        return true;
    }

    bool Sees(ref int at, VectorOpcode opcode) => Sees(ref at, (int)Opcode.VectorPrefix)
        && (opcode < (VectorOpcode)0x80 ? Sees(ref at, (int)opcode) : Sees(ref at, (int)opcode & 0x7f | 0x80) && Sees(ref at, 1));

    bool SeesLocal(ref int at, Opcode opcode, int local) => local < 0x80 && Sees(ref at, (int)opcode) && Sees(ref at, local);

    /// <summary>
    /// A local shifted by a constant, the same local shifted the other way by the rest of its lanes' width, and both together: a rotation
    /// of each lane, and one by whole bytes is a shuffle. Says whether that was it.
    /// </summary>
    bool RotateVector(VectorOpcode opcode, in Operand vector, int count)
    {
        VectorOpcode other = opcode switch
        {
            VectorOpcode.I16x8Shl => VectorOpcode.I16x8ShrU,
            VectorOpcode.I32x4Shl => VectorOpcode.I32x4ShrU,
            VectorOpcode.I64x2Shl => VectorOpcode.I64x2ShrU,
            VectorOpcode.I16x8ShrU => VectorOpcode.I16x8Shl,
            VectorOpcode.I32x4ShrU => VectorOpcode.I32x4Shl,
            VectorOpcode.I64x2ShrU => VectorOpcode.I64x2Shl,
            _ => opcode,
        };
        int bits = VectorEmitter.LaneBits(opcode);
        count &= bits - 1;
        if (other == opcode || vector.Kind != OperandKind.Local || count == 0 || count % 8 != 0)
            return false;
        int at = _at;
        if (!SeesLocal(ref at, Opcode.LocalGet, vector.Index) || !Sees(ref at, (int)Opcode.I32Const) || !Sees(ref at, bits - count)
            || !Sees(ref at, other) || !Sees(ref at, VectorOpcode.V128Or))
            return false;
        _at = at;
        _instructions += 4;
        XmmRegister from = UseVector(vector);
        int to = ResultRegister(vector);
        int left = opcode is VectorOpcode.I16x8Shl or VectorOpcode.I32x4Shl or VectorOpcode.I64x2Shl ? count : bits - count;
        VectorEmitter.RotateLeft(_a, Xmm(to), from, bits / 8, left / 8);
        PushResult(to, ValueKind.V128);
        return true;
    }

    /// <summary>
    /// A shuffle of one vector whose result goes to a local that is shuffled and set again at once: both shuffles are one, whose lanes
    /// these are.
    /// </summary>
    Vector128<byte> WithNextShuffle(Vector128<byte> lanes)
    {
        while (Next == Opcode.LocalTee)
        {
            int at = _at + 1, local = _code[at++];
            if (!SeesLocal(ref at, Opcode.LocalGet, local) || !Sees(ref at, VectorOpcode.I8x16Shuffle))
                break;
            Vector128<byte> next = Vector128.Create(new ReadOnlySpan<byte>(_code + at, 16));
            at += 16;
            int end = at;
            if (!SeesLocal(ref at, Opcode.LocalTee, local) && !SeesLocal(ref at, Opcode.LocalSet, local))
                break;
            lanes = Vector128.Shuffle(lanes, next & Vector128.Create((byte)15));
            _at = end;
            _instructions += 3;
        }
        return lanes;
    }

    /// <summary>Whether the next instruction is one on two vectors that takes the second from memory.</summary>
    bool NextTakesMemory(int at, out VectorOpcode opcode, out int end)
    {
        opcode = default;
        end = at + 2;
        if ((Opcode)_code[at] != Opcode.VectorPrefix)
            return false;
        // Numbers from 128 upwards take two bytes; more than two are allowed, but nobody writes them.
        int low = _code[at + 1], high = 0;
        if (low >= 0x80)
        {
            high = _code[at + 2];
            end++;
        }
        if (high > 1)
            return false;
        opcode = (VectorOpcode)(low & 0x7f | high << 7);
        return VectorEmitter.TakesMemory(opcode);
    }

    /// <summary>
    /// A load that is the second operand of the next instruction, or the first one of an instruction that does not mind, where the second
    /// is a local: it becomes the instruction's operand in memory. Says whether that was it.
    /// </summary>
    bool LoadIntoNext(in Address from)
    {
        if (NextTakesMemory(_at, out VectorOpcode opcode, out int end))
        {
            _instructions++;
        }
        else if (Next == Opcode.LocalGet && _code[_at + 1] < 0x80 && NextTakesMemory(_at + 2, out opcode, out end)
            && VectorCodes.IsCommutative(opcode))
        {
            int local = _code[_at + 1];
            _at += 2;
            PushLocal(local);
            _instructions += 2;
        }
        else
        {
            return false;
        }
        _at = end;
        Operand first = Pop();
        XmmRegister a = UseVector(first);
        int to = ResultRegister(first);
        AddSite(SiteKind.Access);
        VectorEmitter.Binary(_a, opcode, Xmm(to), a, from);
        PushResult(to, ValueKind.V128);
        return true;
    }
}
