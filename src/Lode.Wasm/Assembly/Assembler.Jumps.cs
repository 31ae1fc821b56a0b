namespace Lode.Wasm.Assembly;

/// <summary>Jumps, calls and labels.</summary>
sealed unsafe partial class Assembler
{
    /// <summary>Puts a label here, and leads the jumps that wait for it here.</summary>
    public void Bind(ref Label label)
    {
        int here = Position;
        for (int jump = label.LastJump; jump >= 0;)
        {
            int next = Read32(jump) - 1;
            Write32(jump, here - (jump + 4));
            jump = next;
        }
        label.Bind(here);
    }

    /// <summary><c>jmp label</c>: 2 bytes where the label lies near and behind, else 5.</summary>
    public void Jump(ref Label label)
    {
        if (IsNear(label))
        {
            Byte(0xeb);
            Byte(label.Position - (Position + 1));
            return;
        }
        Byte(0xe9);
        Displacement(ref label);
    }

    /// <summary><c>jcc label</c>: 2 bytes where the label lies near and behind, else 6.</summary>
    public void Jump(Condition condition, ref Label label)
    {
        if (IsNear(label))
        {
            Byte(0x70 | (int)condition);
            Byte(label.Position - (Position + 1));
            return;
        }
        Byte(0x0f);
        Byte(0x80 | (int)condition);
        Displacement(ref label);
    }

    /// <summary><c>jcc</c> of 2 bytes to a place that comes soon. Gives what <see cref="BindShort"/> wants.</summary>
    public int JumpShort(Condition condition)
    {
        Byte(0x70 | (int)condition);
        Byte(0);
        return Position;
    }

    /// <summary><c>jmp</c> of 2 bytes to a place that comes soon. Gives what <see cref="BindShort"/> wants.</summary>
    public int JumpShort()
    {
        Byte(0xeb);
        Byte(0);
        return Position;
    }

    /// <summary>Leads a jump of 2 bytes here.</summary>
    /// <exception cref="InvalidOperationException">More than 127 bytes lie between.</exception>
    public void BindShort(int jump)
    {
        int distance = Position - jump;
        if (distance > sbyte.MaxValue)
            throw new InvalidOperationException($"a short jump cannot reach over {distance} bytes");
        _start[jump - 1] = (byte)distance;
    }

    /// <summary><c>jmp register</c>.</summary>
    public void Jump(Register target) => Op(0xff, false, 4, (int)target);

    /// <summary><c>jmp [address]</c>.</summary>
    public void Jump(in Address target) => Op(0xff, false, 4, target);

    /// <summary><c>call label</c>.</summary>
    public void Call(ref Label label)
    {
        Byte(0xe8);
        Displacement(ref label);
    }

    /// <summary><c>call rel32</c> to an offset that is not known yet. Gives the offset of the displacement.</summary>
    public int CallLater()
    {
        Byte(0xe8);
        Int32(0);
        return Position - 4;
    }

    /// <summary><c>jmp rel32</c> to an offset that is not known yet. Gives the offset of the displacement.</summary>
    public int JumpLater()
    {
        Byte(0xe9);
        Int32(0);
        return Position - 4;
    }

    /// <summary><c>jcc rel32</c> to an offset that is not known yet. Gives the offset of the displacement.</summary>
    public int JumpLater(Condition condition)
    {
        Byte(0x0f);
        Byte(0x80 | (int)condition);
        Int32(0);
        return Position - 4;
    }

    /// <summary><c>call register</c>.</summary>
    public void Call(Register target) => Op(0xff, false, 2, (int)target);

    /// <summary><c>call [address]</c>.</summary>
    public void Call(in Address target) => Op(0xff, false, 2, target);

    /// <summary><c>ret</c>.</summary>
    public void Return() => Byte(0xc3);

    /// <summary><c>ret bytes</c>: returns and drops bytes above the return address.</summary>
    public void Return(int bytes)
    {
        if (bytes == 0)
        {
            Byte(0xc3);
            return;
        }
        Byte(0xc2);
        Byte(bytes);
        Byte(bytes >> 8);
    }

    /// <summary><c>leave</c>.</summary>
    public void Leave() => Byte(0xc9);

    /// <summary><c>rep movsb</c>: rcx bytes from rsi to rdi.</summary>
    public void RepeatMoveBytes()
    {
        Byte(0xf3);
        Byte(0xa4);
    }

    /// <summary><c>rep stosb</c>: rcx bytes of al to rdi.</summary>
    public void RepeatStoreBytes()
    {
        Byte(0xf3);
        Byte(0xaa);
    }

    bool IsNear(in Label label) => label.IsBound && label.Position - (Position + 2) >= sbyte.MinValue;

    /// <summary>Writes the 32-bit displacement to a label; where the label has no place yet, the jump waits.</summary>
    void Displacement(ref Label label)
    {
        if (label.IsBound)
        {
            Int32(label.Position - (Position + 4));
            return;
        }
        int here = Position;
        Int32(label.LastJump + 1);
        label.AddJump(here);
    }
}
