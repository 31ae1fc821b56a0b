using System.Diagnostics;
using System.Runtime.InteropServices;
using Lode.Memory;

namespace Lode.Bench;

/// <summary>Loads a file in one of several ways, to be measured from outside by <c>lode stat</c>; see docs/measuring.md.</summary>
static unsafe class LoadWays
{
    const int Chunk = 16 << 20;
    const int Page = 4096;

    static readonly Dictionary<string, Func<string, long>> s_ways = new()
    {
        ["read"] = Read,
        ["map"] = path => Map(path, (_, view) => Touch(view)),
        ["map-sequential"] = path => Map(path, (file, view) => Advised(file, view, AccessAdvice.Sequential)),
        ["map-willneed"] = path => Map(path, (file, view) => Advised(file, view, AccessAdvice.WillNeed)),
        ["map-populate"] = path => Map(path, (file, view) => Populated(file, view)),
        ["map-untouched"] = path => Map(path, (_, _) => 0),
        ["nothing"] = _ => 0,
    };

    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length != 2 || !s_ways.TryGetValue(arguments[0], out Func<string, long>? way) || !File.Exists(arguments[1]))
        {
            Console.Error.WriteLine($"usage: load-ways WAY FILE; a WAY is one of {string.Join(", ", s_ways.Keys)}");
            return 2;
        }
        long start = Stopwatch.GetTimestamp();
        long touched = way(arguments[1]);
        Console.WriteLine(FormattableString.Invariant($"{Stopwatch.GetElapsedTime(start).TotalMicroseconds:F0} us, {touched} pages"));
        return 0;
    }

    // What loading without mapping does: memory of its own, and a copy of everything in it.
    static long Read(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        nint length = (nint)file.Length;
        byte* memory = (byte*)NativeMemory.Alloc((nuint)length);
        for (nint done = 0; done < length;)
        {
            int count = file.Read(new Span<byte>(memory + done, (int)Math.Min(Chunk, length - done)));
            if (count == 0)
                throw new EndOfStreamException($"{path} became shorter while it was read");
            done += count;
        }
        long pages = Touch(memory, length);
        NativeMemory.Free(memory);
        return pages;
    }

    static long Map(string path, Func<MappedFile, MappedView, long> use)
    {
        using MappedFile file = MappedFile.Open(path);
        using MappedView view = file.View(0, file.Length);
        return use(file, view);
    }

    static long Advised(MappedFile file, MappedView view, AccessAdvice advice)
    {
        file.Advise(0, file.Length, advice);
        return Touch(view);
    }

    static long Populated(MappedFile file, MappedView view)
    {
        file.Populate(0, file.Length);
        return Touch(view);
    }

    static long Touch(MappedView view) => Touch(view.Pointer(0, view.Length), view.Length);

    // A byte of every page; the sum keeps the loads from being left out.
    static long Touch(byte* memory, long length)
    {
        long sum = 0;
        for (long offset = 0; offset < length; offset += Page)
            sum += memory[offset];
        GC.KeepAlive(sum);
        return (length + Page - 1) / Page;
    }
}
