using System.Runtime.InteropServices;

namespace Lode.Wasm.Compilation;

/// <summary>The machine code of a module: position independent, without relocations, the same for the same module and options.</summary>
/// <remarks>It is plain memory, to be copied or written to where it can be executed.</remarks>
sealed unsafe class CodeImage : IDisposable
{
    byte* _text;
    int[]? _starts;

    /// <param name="bytes">The code's size.</param>
    /// <param name="functions">The number of the module's own functions.</param>
    public CodeImage(int bytes, int functions)
    {
        _text = (byte*)NativeMemory.Alloc((nuint)Math.Max(1, bytes));
        Length = bytes;
        FunctionOffsets = new int[functions + 1];
    }

    ~CodeImage() => Free();

    /// <summary>Bytes of code.</summary>
    public int Length { get; }

    /// <summary>The code.</summary>
    public Span<byte> Text
    {
        get
        {
            ObjectDisposedException.ThrowIf(_text is null, this);
            return new(_text, Length);
        }
    }

    /// <summary>
    /// By function of the module's own: where its code begins in <see cref="Text"/>, ascending but for functions that share the code of one
    /// before; behind the last one the end. A function is entered at its first byte.
    /// </summary>
    public int[] FunctionOffsets { get; }

    /// <summary>The code of a function of the module's own.</summary>
    /// <param name="function">Its number among them.</param>
    public (int Start, int End) RangeOf(int function)
    {
        if (_starts is null)
        {
            _starts = [.. FunctionOffsets];
            Array.Sort(_starts);
        }
        int start = FunctionOffsets[function], next = Array.BinarySearch(_starts, start + 1);
        return (start, _starts[next < 0 ? ~next : next]);
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    void Free()
    {
        NativeMemory.Free(_text);
        _text = null;
    }
}
