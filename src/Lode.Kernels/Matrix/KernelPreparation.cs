using System.Runtime.InteropServices;
using Lode.Kernels.Panels;
using Lode.Kernels.Threading;

namespace Lode.Kernels.Matrix;

/// <summary>Compiles the kernels of a model while it is being opened, on a thread of its own, so that the first token does not wait for them.</summary>
/// <remarks>A kernel takes the compiler some milliseconds. What was compiled for one model is ready for the next.</remarks>
public static unsafe class KernelPreparation
{
    /// <summary>Columns of the matrix that is multiplied: the least that is whole blocks of any format.</summary>
    const int Columns = TensorFormats.SuperBlock;

    static readonly HashSet<(TensorFormat Format, bool Panels)> s_begun = [];

    /// <summary>Begins; returns at once.</summary>
    /// <param name="matrices">The formats of the matrices, and whether these lie in panels; unknown formats are passed over.</param>
    /// <returns>The thread, or null if there is nothing left to do.</returns>
    public static Thread? Start(IEnumerable<(TensorFormat Format, bool Panels)> matrices)
    {
        ArgumentNullException.ThrowIfNull(matrices);
        List<(TensorFormat, bool)> fresh = [];
        lock (s_begun)
        {
            foreach ((TensorFormat format, bool panels) in matrices)
            {
                if (TensorFormats.IsSupported(format) && s_begun.Add((format, panels)))
                    fresh.Add((format, panels));
            }
        }
        if (fresh.Count == 0)
            return null;
        Thread thread = new(() =>
        {
            foreach ((TensorFormat format, bool panels) in fresh)
                Prepare(format, panels);
        })
        { IsBackground = true, Name = "lode kernels" };
        thread.Start();
        return thread;
    }

    /// <summary>Multiplies 16 rows of zeros with one row of inputs, and with five, which meet every kernel.</summary>
    internal static void Prepare(TensorFormat format, bool panels)
    {
        const int Most = 5;
        nuint bytes = (nuint)PanelLayout.PanelBytes(format, Columns);
        byte* weights = (byte*)NativeMemory.AllocZeroed(bytes);
        float* inputs = (float*)NativeMemory.AllocZeroed(Most * (Columns + PanelLayout.Rows) * sizeof(float));
        float* outputs = inputs + Most * Columns;
        MatrixView view = panels
            ? MatrixView.OfPanels(weights, format, PanelLayout.Rows, Columns)
            : new MatrixView(weights, format, PanelLayout.Rows, Columns);
        using (ThreadTeam team = new(1))
        using (ProductJob job = new(1, Most, 1))
        {
            for (int tokens = 1; tokens <= Most; tokens += Most - 1)
            {
                job.Clear();
                job.Add(view, inputs, Columns, tokens, outputs, PanelLayout.Rows);
                job.Run(team);
            }
        }
        NativeMemory.Free(inputs);
        NativeMemory.Free(weights);
    }
}
