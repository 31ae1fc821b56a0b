using System.Runtime.Intrinsics;

namespace Lode.DemoModel.Kernels;

/// <summary>Copies matrices into the order in which <see cref="MatrixProduct"/> reads them.</summary>
static unsafe class Packing
{
    /// <summary>B[k, n] from the row-major [k, n]: panels [n / 32][k][32].</summary>
    public static void Panels(float* source, nint stride, int k, int n, float* panels)
    {
        for (int column = 0; column < n; column += 32)
        {
            float* row = source + column;
            for (int i = 0; i < k; i++, row += stride, panels += 32)
            {
                Vector512.Load(row).Store(panels);
                Vector512.Load(row + 16).Store(panels + 16);
            }
        }
    }

    /// <summary>B[k, n] from its transpose, the row-major [n, k]: panels [n / 32][k][32].</summary>
    public static void TransposedPanels(float* source, nint stride, int k, int n, float* panels)
    {
        for (int column = 0; column < n; column += 32, panels += (nint)k * 32)
        {
            for (int j = 0; j < 32; j++)
            {
                float* row = source + (column + j) * stride;
                for (int i = 0; i < k; i++)
                    panels[i * 32 + j] = row[i];
            }
        }
    }

    /// <summary>A[m, k] from its transpose, the row-major [k, m]: strips [m / 8][k][8].</summary>
    public static void Strips(float* source, nint stride, int m, int k, float* strips)
    {
        for (int column = 0; column < m; column += 8)
        {
            float* row = source + column;
            for (int i = 0; i < k; i++, row += stride, strips += 8)
                Vector256.Load(row).Store(strips);
        }
    }
}
