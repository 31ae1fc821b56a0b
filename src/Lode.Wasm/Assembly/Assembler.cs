using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lode.Wasm.Assembly;

/// <summary>Writes x86-64 machine code into a buffer.</summary>
/// <remarks>
/// Encodings follow the Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2. Everything is the shortest form that the
/// operands allow, so that the same calls always give the same bytes. Whoever emits calls <see cref="Reserve"/> first; the methods
/// themselves check no bound. Code is position independent: labels and positions are offsets in the buffer.
/// </remarks>
sealed unsafe partial class Assembler : IDisposable
{
    /// <summary>The longest instruction, in bytes.</summary>
    public const int LongestInstruction = 15;

    byte* _start;
    byte* _at;
    byte* _end;

    /// <param name="capacity">Bytes of the first buffer.</param>
    public Assembler(int capacity = 1 << 16)
    {
        _start = _at = (byte*)NativeMemory.Alloc((nuint)capacity);
        _end = _start + capacity;
    }

    /// <summary>The offset of the next byte.</summary>
    public int Position => (int)(_at - _start);

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Code => new(_start, Position);

    /// <summary>The buffer, valid until the next <see cref="Reserve"/>.</summary>
    public byte* Buffer => _start;

    /// <summary>Makes room.</summary>
    /// <param name="bytes">What will be written at most.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Reserve(int bytes)
    {
        if (_end - _at < bytes)
            Grow(bytes);
    }

    /// <summary>Forgets what was written behind an offset.</summary>
    public void Truncate(int position)
    {
        _at = _start + position;
        ForgetConstants(position);
    }

    /// <summary>Counts bytes that were written through <see cref="Buffer"/>.</summary>
    public void Advance(int bytes) => _at += bytes;

    public void Dispose()
    {
        NativeMemory.Free(_start);
        _start = _at = _end = null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void Grow(int bytes)
    {
        long used = _at - _start, size = Math.Max((_end - _start) * 2, used + bytes);
        if (size > int.MaxValue)
            throw new InsufficientMemoryException($"the machine code of one module would be larger than {int.MaxValue:N0} bytes");
        _start = (byte*)NativeMemory.Realloc(_start, (nuint)size);
        _at = _start + used;
        _end = _start + size;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Byte(int value) => *_at++ = (byte)value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Int32(int value)
    {
        Unsafe.WriteUnaligned(_at, value);
        _at += 4;
    }

    /// <summary>Writes bytes as they are.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(new Span<byte>(_at, bytes.Length));
        _at += bytes.Length;
    }

    /// <summary>Writes a 32-bit number as it is.</summary>
    public void Data32(int value) => Int32(value);

    /// <summary>Writes a 64-bit number as it is.</summary>
    public void Data64(long value)
    {
        Unsafe.WriteUnaligned(_at, value);
        _at += 8;
    }

    /// <summary>Fills up to an alignment with no-operations.</summary>
    /// <param name="alignment">A power of two.</param>
    public void Align(int alignment)
    {
        while ((Position & alignment - 1) != 0)
            Byte(0x90);
    }

    /// <summary>Reads a displacement or immediate that was written.</summary>
    public int Read32(int position) => Unsafe.ReadUnaligned<int>(_start + position);

    /// <summary>Changes a displacement or immediate that was written.</summary>
    public void Write32(int position, int value) => Unsafe.WriteUnaligned(_start + position, value);

    /// <summary>Prefix for registers beyond the eighth and 64-bit operands, where one is needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Rex(bool wide, int reg, int index, int rm, bool always = false)
    {
        int rex = (wide ? 8 : 0) | reg >> 3 << 2 | index >> 3 << 1 | rm >> 3;
        if (rex != 0 || always)
            Byte(0x40 | rex);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Rex(bool wide, int reg, in Address address, bool always = false) =>
        Rex(wide, reg, address.Index == Register.None ? 0 : (int)address.Index, (int)address.Base, always);

    /// <summary>Operands: a register and a register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Operands(int reg, int rm) => Byte(0xc0 | (reg & 7) << 3 | rm & 7);

    /// <summary>Operands: a register and a place in memory.</summary>
    void Operands(int reg, in Address address)
    {
        int low = (int)address.Base & 7, field = (reg & 7) << 3, displacement = address.Displacement;
        int mode = displacement == 0 && low != 5 ? 0 : displacement == (sbyte)displacement ? 0x40 : 0x80;
        if (address.Index != Register.None)
        {
            Byte(mode | field | 4);
            Byte(address.Scale << 6 | ((int)address.Index & 7) << 3 | low);
        }
        else if (low == 4)
        {
            Byte(mode | field | 4);
            Byte(0x24);
        }
        else
        {
            Byte(mode | field | low);
        }
        if (mode == 0x40)
            Byte(displacement);
        else if (mode == 0x80)
            Int32(displacement);
    }

    /// <summary>An instruction of one opcode byte on registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Op(int opcode, bool wide, int reg, int rm)
    {
        Rex(wide, reg, 0, rm);
        Byte(opcode);
        Operands(reg, rm);
    }

    /// <summary>An instruction of one opcode byte on a register and memory.</summary>
    void Op(int opcode, bool wide, int reg, in Address address)
    {
        Rex(wide, reg, address);
        Byte(opcode);
        Operands(reg, address);
    }

    /// <summary>An instruction behind the escape 0f on registers, with a mandatory prefix where it is not 0.</summary>
    void Op0F(int prefix, int opcode, bool wide, int reg, int rm)
    {
        if (prefix != 0)
            Byte(prefix);
        Rex(wide, reg, 0, rm);
        Byte(0x0f);
        Byte(opcode);
        Operands(reg, rm);
    }

    /// <summary>An instruction behind the escape 0f on a register and memory.</summary>
    void Op0F(int prefix, int opcode, bool wide, int reg, in Address address)
    {
        if (prefix != 0)
            Byte(prefix);
        Rex(wide, reg, address);
        Byte(0x0f);
        Byte(opcode);
        Operands(reg, address);
    }
}
