using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lode.Wasm.Assembly;
using Lode.Wasm.Runtime;

namespace Lode.Wasm.Compilation;

/// <summary>Compiles the functions of a module, some at a time on each thread, and puts their code one behind the other.</summary>
/// <remarks>What is compiled at a time depends on the module alone, so that the code is the same for every number of threads.</remarks>
static class ModuleCompiler
{
    /// <summary>Bytes of bodies that are compiled at a time.</summary>
    const int ChunkBytes = 1 << 18;

    /// <summary>Chunks begin at multiples of this.</summary>
    const int ChunkAlignment = 16;

    /// <summary>Limits that every module keeps that was decoded.</summary>
    internal static WasmLimits AnyLimits { get; } = new()
    {
        FunctionBytes = int.MaxValue,
        Locals = int.MaxValue,
        Nesting = int.MaxValue,
        Operands = int.MaxValue,
        BranchTableLabels = int.MaxValue,
    };

    /// <summary>Compiles a module.</summary>
    /// <param name="module">The module, decoded and validated.</param>
    /// <param name="options">What the code shall do beyond what WebAssembly asks.</param>
    /// <param name="threads">Threads at most; the code is the same for every number.</param>
    /// <param name="progress">Is told the functions compiled so far and the bytes of their bodies, from any thread, now and then.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="InsufficientMemoryException">The code would be larger than 2 GiB.</exception>
    public static CodeImage Compile(Module module, CompilerOptions options, int threads = 1, Action<int, long>? progress = null,
        CancellationToken cancellation = default)
    {
        List<CompiledChunk> chunks = Divide(module);
        int[] equal = EqualBodies.Find(module);
        try
        {
            CompileAll(module, options, chunks, equal, Math.Min(threads, chunks.Count), progress, cancellation);
            return Join(module, chunks, equal);
        }
        finally
        {
            foreach (CompiledChunk chunk in chunks)
                chunk.Dispose();
        }
    }

    static List<CompiledChunk> Divide(Module module)
    {
        List<CompiledChunk> chunks = [];
        FunctionBody[] bodies = module.Bodies;
        for (int first = 0; first < bodies.Length;)
        {
            int count = 0;
            long bytes = 0;
            for (; first + count < bodies.Length && bytes < ChunkBytes; count++)
                bytes += bodies[first + count].Length;
            chunks.Add(new(first, count, bytes));
            first += count;
        }
        return chunks;
    }

    static void CompileAll(Module module, CompilerOptions options, List<CompiledChunk> chunks, int[] equal, int threads,
        Action<int, long>? progress, CancellationToken cancellation)
    {
        ContextLayout context = ContextLayout.Of(module);
        int next = -1, functions = 0;
        long bytes = 0;
        void Work()
        {
            using FunctionCompiler compiler = new(module, options, context);
            FunctionValidator validator = new(module, AnyLimits);
            for (int index = Interlocked.Increment(ref next); index < chunks.Count; index = Interlocked.Increment(ref next))
            {
                CompileChunk(module, chunks[index], equal, compiler, validator, cancellation);
                int allFunctions = Interlocked.Add(ref functions, chunks[index].Count);
                long allBytes = Interlocked.Add(ref bytes, chunks[index].Bytes);
                progress?.Invoke(allFunctions, allBytes);
            }
        }
        if (threads < 2)
        {
            Work();
            return;
        }
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => Work());
    }

    static void CompileChunk(Module module, CompiledChunk chunk, int[] equal, FunctionCompiler compiler, FunctionValidator validator,
        CancellationToken cancellation)
    {
        FunctionSink sink = new(compiler, chunk.Code, chunk.Fixups);
        for (int i = 0; i < chunk.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            chunk.Offsets[i] = chunk.Code.Position;
            if (equal[chunk.First + i] != chunk.First + i)
                continue;
            validator.Validate(module.ImportedFunctionCount + chunk.First + i, ref sink);
        }
    }

    /// <summary>Puts everything together, and leads calls to their places.</summary>
    static CodeImage Join(Module module, List<CompiledChunk> chunks, int[] equal)
    {
        long size = TrapStubs.TotalSize;
        long[] starts = new long[chunks.Count];
        for (int i = 0; i < starts.Length; i++)
        {
            size = size + ChunkAlignment - 1 & -ChunkAlignment;
            starts[i] = size;
            size += chunks[i].Code.Position;
        }
        if (size > int.MaxValue)
            throw new InsufficientMemoryException($"{module.Name}: the machine code would be larger than {int.MaxValue:N0} bytes");
        CodeImage image = new((int)size, module.Bodies.Length);
        Span<byte> text = image.Text;
        text.Fill(0x90);
        using (Assembler stubs = new(TrapStubs.TotalSize))
        {
            TrapStubs.Emit(stubs);
            stubs.Code.CopyTo(text);
        }
        int[] offsets = image.FunctionOffsets;
        offsets[^1] = (int)size;
        for (int i = 0; i < starts.Length; i++)
        {
            CompiledChunk chunk = chunks[i];
            chunk.Code.Code.CopyTo(text[(int)starts[i]..]);
            for (int j = 0; j < chunk.Count; j++)
            {
                // The first of equal functions comes before them.
                int function = chunk.First + j;
                offsets[function] = equal[function] == function ? (int)starts[i] + chunk.Offsets[j] : offsets[equal[function]];
            }
        }
        for (int i = 0; i < starts.Length; i++)
        {
            foreach (Fixup fixup in CollectionsMarshal.AsSpan(chunks[i].Fixups))
            {
                int at = (int)starts[i] + fixup.Position;
                int to = fixup.Target < 0 ? TrapStubs.OffsetOf(-1 - fixup.Target) : offsets[fixup.Target];
                Unsafe.WriteUnaligned(ref text[at], to - (at + 4));
            }
        }
        return image;
    }
}
