using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Lode.Kernels.Panels;
using Lode.Kernels.Threading;

namespace Lode.Kernels.Matrix;

/// <summary>One or more products <c>outputs[t, r] = sum over c of weights[r, c] * inputs[t, c]</c>, run as one job of a team.</summary>
/// <remarks>
/// <para>
/// Inputs and outputs are binary32 rows with strides in floats. An input row is readable, and zero, up to the next multiple of 16 columns.
/// Weights that lie row after row are decoded strip by strip into cache and multiplied there; activations are not rounded. Those in panels
/// are multiplied as integers with inputs rounded to 8 bits (<see cref="PanelKernels"/>), or, if they are plain numbers, with the inputs as
/// they are (<see cref="FloatPanelKernels"/>). A result depends on its weight row and its input
/// row only (see <see cref="Tile"/>).
/// </para>
/// <para>Usage: <see cref="Clear"/>, an <c>Add</c> for each product, <see cref="Run(ThreadTeam)"/>. Nothing managed is allocated after construction.</para>
/// </remarks>
public sealed unsafe class ProductJob : TeamJob, IDisposable
{
    /// <summary>Columns decoded at a time: a multiple of every block size, and 8 rows of it stay in the first-level cache.</summary>
    const int Strip = 512;

    /// <summary>Multiplications per chunk, at least: some microseconds.</summary>
    const int ChunkWork = 131072;

    readonly Product[] _products;
    readonly int[] _firstChunk;
    readonly float* _scratch;
    readonly nint _scratchStride;
    readonly int _workers;
    readonly QuantisedInputs _quantised = new();
    int _count;

    /// <summary>Allocates the scratch memory of the job.</summary>
    /// <param name="workers">Threads of the team that runs it.</param>
    /// <param name="maxTokens">The most input rows of a product.</param>
    /// <param name="maxProducts">The most products in one run.</param>
    public ProductJob(int workers, int maxTokens, int maxProducts)
    {
        _workers = workers;
        _products = new Product[maxProducts];
        _firstChunk = new int[maxProducts + 1];
        MaxTokens = maxTokens;
        _scratchStride = Tile.Rows * Strip + (nint)maxTokens * Tile.Sums;
        _scratch = (float*)NativeMemory.AlignedAlloc((nuint)(_scratchStride * sizeof(float) * workers), 64);
        // The rows that a last, incomplete tile leaves undecoded are multiplied too; zeros keep them from being slow or trapping tools.
        for (int worker = 0; worker < workers; worker++)
            NativeMemory.Clear(_scratch + worker * _scratchStride, Tile.Rows * Strip * sizeof(float));
    }

    /// <summary>The most input rows of a product.</summary>
    public int MaxTokens { get; }

    /// <summary>Forgets the products.</summary>
    public void Clear()
    {
        _count = 0;
        _quantised.Clear();
    }

    /// <summary>Adds a product to the run.</summary>
    /// <param name="weights">The matrix.</param>
    /// <param name="inputs"><c>[tokens, columns]</c>.</param>
    /// <param name="inputStride">Floats between input rows, a multiple of 16 and at least the columns.</param>
    /// <param name="tokens">Input rows, 0 to <see cref="MaxTokens"/>.</param>
    /// <param name="outputs"><c>[tokens, rows]</c>.</param>
    /// <param name="outputStride">Floats between output rows.</param>
    /// <exception cref="InvalidOperationException">More products than the job was made for.</exception>
    /// <exception cref="ArgumentOutOfRangeException">More tokens than the job was made for, or a stride that cuts a row.</exception>
    public void Add(in MatrixView weights, float* inputs, nint inputStride, int tokens, float* outputs, nint outputStride)
    {
        if (tokens == 0)
            return;
        ref Product product = ref Next(weights, inputs, inputStride, tokens);
        product.Outputs = outputs;
        product.OutputStride = outputStride;
    }

    /// <summary>Adds a product whose output rows lie anywhere.</summary>
    /// <param name="weights">The matrix.</param>
    /// <param name="inputs"><c>[tokens, columns]</c>.</param>
    /// <param name="inputStride">Floats between input rows, a multiple of 16 and at least the columns.</param>
    /// <param name="tokens">Input rows, 0 to <see cref="MaxTokens"/>.</param>
    /// <param name="outputRows"><c>[tokens]</c> pointers to rows; they must stay in place until the run ends.</param>
    /// <exception cref="InvalidOperationException">More products than the job was made for.</exception>
    /// <exception cref="ArgumentOutOfRangeException">More tokens than the job was made for, or a stride that cuts a row.</exception>
    public void Add(in MatrixView weights, float* inputs, nint inputStride, int tokens, float** outputRows)
    {
        if (tokens == 0)
            return;
        ref Product product = ref Next(weights, inputs, inputStride, tokens);
        product.OutputRows = outputRows;
    }

    /// <summary>What makes the inputs of panels; run by a team before this job is.</summary>
    public TeamJob InputJob => _quantised;

    /// <summary>Runs the products on the team.</summary>
    /// <exception cref="ArgumentException">The team is larger than the job was made for.</exception>
    public void Run(ThreadTeam team)
    {
        if (team.Size > _workers)
            throw new ArgumentException($"the job has scratch memory for {_workers} threads, the team has {team.Size}", nameof(team));
        team.Run(InputJob, PrepareInputs());
        team.Run(this, Prepare());
    }

    /// <summary>Prepares <see cref="InputJob"/>.</summary>
    /// <returns>Its chunks; 0 where no weights lie in panels.</returns>
    public int PrepareInputs() => _quantised.Prepare();

    /// <summary>Prepares the products, to be run by a team of not more threads than the job was made for.</summary>
    /// <returns>The chunks.</returns>
    public int Prepare()
    {
        int chunks = 0;
        for (int i = 0; i < _count; i++)
        {
            ref Product product = ref _products[i];
            _firstChunk[i] = chunks;
            if (product.Weights.IsPanels)
            {
                product.RowsPerChunk = PanelProduct.RowsPerChunk(product);
                chunks += (product.Weights.Rows + product.RowsPerChunk - 1) / product.RowsPerChunk;
                continue;
            }
            // Small enough to balance a team whose threads lose their cores now and then, large enough to be worth a claim.
            long tileWork = (long)Tile.Rows * product.Weights.Columns * Math.Min(product.Tokens, 8);
            product.RowsPerChunk = Tile.Rows * (int)Math.Clamp(ChunkWork / tileWork, 1, int.MaxValue / Tile.Rows);
            chunks += (product.Weights.Rows + product.RowsPerChunk - 1) / product.RowsPerChunk;
        }
        _firstChunk[_count] = chunks;
        return chunks;
    }

    /// <inheritdoc/>
    public override void Run(int chunk, int worker)
    {
        int index = 0;
        while (chunk >= _firstChunk[index + 1])
            index++;
        ref Product product = ref _products[index];
        int first = (chunk - _firstChunk[index]) * product.RowsPerChunk;
        int end = Math.Min(first + product.RowsPerChunk, product.Weights.Rows);
        if (product.Weights.IsPanels)
        {
            if (FloatPanelKernels.IsSupported(product.Weights.Format))
                FloatPanelProduct.Multiply(product, first, end);
            else
                PanelProduct.Multiply(product, _quantised.Tiles(product.QuantisedInputs), first, end);
            return;
        }
        for (int row = first; row < end; row += Tile.Rows)
            MultiplyRows(ref product, row, Math.Min(Tile.Rows, end - row), _scratch + worker * _scratchStride);
    }

    /// <summary>Frees the scratch memory. Not while the job runs.</summary>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_scratch);
        _quantised.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the scratch memory of a job that was never disposed.</summary>
    ~ProductJob() => NativeMemory.AlignedFree(_scratch);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void MultiplyRows(ref Product product, int firstRow, int rows, float* scratch)
    {
        float* sums = scratch + Tile.Rows * Strip;
        NativeMemory.Clear(sums, (nuint)product.Tokens * Tile.Sums * sizeof(float));
        byte* source = product.Weights.Data + firstRow * product.Weights.RowBytes;
        nint blockBytes = TensorFormats.BytesPerBlock(product.Weights.Format);
        nint blockSize = TensorFormats.BlockSize(product.Weights.Format);
        for (nint column = 0; column < product.Weights.Columns; column += Strip)
        {
            nint width = Math.Min(Strip, product.Weights.Columns - column);
            nint padded = (width + Tile.Lanes - 1) & -Tile.Lanes;
            nint stripBytes = width / blockSize * blockBytes;
            byte* strip = source + column / blockSize * blockBytes;
            for (int row = 0; row < rows; row++)
            {
                float* decoded = scratch + row * Strip;
                byte* packed = strip + row * product.Weights.RowBytes;
                Prefetch(packed + Tile.Rows * product.Weights.RowBytes, stripBytes);
                product.Decode(packed, decoded, width);
                for (nint i = width; i < padded; i++)
                    decoded[i] = 0;
            }
            Tile.Best(scratch, Strip, product.Inputs + column, product.InputStride, product.Tokens, padded, sums);
        }
        for (nint token = 0; token < product.Tokens; token++)
        {
            float* target = product.Row((int)token) + firstRow;
            for (int row = 0; row < rows; row++)
                target[row] = Tile.Reduce(sums + token * Tile.Sums + row * Tile.Lanes);
        }
    }

    /// <summary>Asks for the same strip of the next tile: eight rows' strips are too short for the hardware to see a stream.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Prefetch(byte* address, nint bytes)
    {
        if (!Sse.IsSupported)
            return;
        for (nint i = 0; i < bytes; i += 64)
            Sse.Prefetch0(address + i); // past the end of the matrix this is harmless: a prefetch never faults
    }

    ref Product Next(in MatrixView weights, float* inputs, nint inputStride, int tokens)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)tokens, (uint)MaxTokens, nameof(tokens));
        ArgumentOutOfRangeException.ThrowIfLessThan(inputStride, RoundUp(weights.Columns), nameof(inputStride));
        if (_count == _products.Length)
            throw new InvalidOperationException($"a job of {_products.Length} products is full");
        ref Product product = ref _products[_count++];
        product = default;
        product.Weights = weights;
        if (weights.IsPanels && !FloatPanelKernels.IsSupported(weights.Format))
            product.QuantisedInputs = _quantised.Add(inputs, inputStride, tokens, weights.Columns);
        if (!weights.IsPanels)
            product.Decode = Decode.RowDecoder.Vector(weights.Format);
        product.Inputs = inputs;
        product.InputStride = inputStride;
        product.Tokens = tokens;
        return ref product;
    }

    static nint RoundUp(nint columns) => (columns + Tile.Lanes - 1) & -Tile.Lanes;
}
