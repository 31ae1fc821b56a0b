using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.DemoModel.Kernels;

/// <summary>The one matrix product that everything here is made of.</summary>
/// <remarks>
/// Each element of the result is one chain of fused multiply-adds over k, from first to last, in its own vector lane. Lanes never mix
/// and a fused multiply-add rounds once on every processor, so the result has the same bits with 512-bit and 256-bit vectors.
/// </remarks>
static unsafe class MatrixProduct
{
    const int Depth = 512;

    /// <summary>C[m, n] = A[m, k] B[k, n], or C += A B.</summary>
    /// <param name="m">Rows, a multiple of 8.</param>
    /// <param name="n">Columns, a multiple of 32.</param>
    /// <param name="k">The length of each chain.</param>
    /// <param name="a">The left factor.</param>
    /// <param name="panels">The right factor in panels of 32 columns, each [k, 32]; see <see cref="Packing"/>.</param>
    /// <param name="panelStride">Elements from one panel to the next.</param>
    /// <param name="c">The result, row-major.</param>
    /// <param name="stride">Elements from one row of the result to the next.</param>
    /// <param name="accumulate">Whether to add to what the result holds.</param>
    public static void Run(int m, int n, int k, Left a, float* panels, nint panelStride, float* c, nint stride, bool accumulate)
    {
        for (int from = 0; from < k; from += Depth)
        {
            int depth = Math.Min(Depth, k - from);
            for (int column = 0; column < n; column += 32)
            {
                float* b = panels + column / 32 * panelStride + from * 32;
                float* strip = a.Data + from * a.Column;
                for (int row = 0; row < m; row += 8, strip += a.Strip)
                {
                    float* result = c + row * stride + column;
                    if (Vector512.IsHardwareAccelerated)
                        Tile512(depth, strip, a.Row, a.Column, b, result, stride, accumulate);
                    else
                        Tiles256(depth, strip, a.Row, a.Column, b, result, stride, accumulate);
                }
            }
            accumulate = true;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile512(int k, float* a, nint row, nint column, float* b, float* c, nint stride, bool accumulate)
    {
        Vector512<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        Vector512<float> c40 = default, c41 = default, c50 = default, c51 = default, c60 = default, c61 = default, c70 = default, c71 = default;
        if (accumulate)
        {
            float* p = c;
            c00 = Vector512.Load(p); c01 = Vector512.Load(p + 16); p += stride;
            c10 = Vector512.Load(p); c11 = Vector512.Load(p + 16); p += stride;
            c20 = Vector512.Load(p); c21 = Vector512.Load(p + 16); p += stride;
            c30 = Vector512.Load(p); c31 = Vector512.Load(p + 16); p += stride;
            c40 = Vector512.Load(p); c41 = Vector512.Load(p + 16); p += stride;
            c50 = Vector512.Load(p); c51 = Vector512.Load(p + 16); p += stride;
            c60 = Vector512.Load(p); c61 = Vector512.Load(p + 16); p += stride;
            c70 = Vector512.Load(p); c71 = Vector512.Load(p + 16);
        }
        // Byte strides spare the loop the scaling.
        byte* upper = (byte*)a, lower = (byte*)(a + 4 * row);
        nint row1 = row * sizeof(float), row2 = 2 * row1, row3 = 3 * row1, next = column * sizeof(float);
        for (; k > 0; k--)
        {
            Vector512<float> b0 = Vector512.Load(b), b1 = Vector512.Load(b + 16), x;
            x = Vector512.Create(*(float*)upper);
            c00 = Vector512.FusedMultiplyAdd(x, b0, c00); c01 = Vector512.FusedMultiplyAdd(x, b1, c01);
            x = Vector512.Create(*(float*)(upper + row1));
            c10 = Vector512.FusedMultiplyAdd(x, b0, c10); c11 = Vector512.FusedMultiplyAdd(x, b1, c11);
            x = Vector512.Create(*(float*)(upper + row2));
            c20 = Vector512.FusedMultiplyAdd(x, b0, c20); c21 = Vector512.FusedMultiplyAdd(x, b1, c21);
            x = Vector512.Create(*(float*)(upper + row3));
            c30 = Vector512.FusedMultiplyAdd(x, b0, c30); c31 = Vector512.FusedMultiplyAdd(x, b1, c31);
            x = Vector512.Create(*(float*)lower);
            c40 = Vector512.FusedMultiplyAdd(x, b0, c40); c41 = Vector512.FusedMultiplyAdd(x, b1, c41);
            x = Vector512.Create(*(float*)(lower + row1));
            c50 = Vector512.FusedMultiplyAdd(x, b0, c50); c51 = Vector512.FusedMultiplyAdd(x, b1, c51);
            x = Vector512.Create(*(float*)(lower + row2));
            c60 = Vector512.FusedMultiplyAdd(x, b0, c60); c61 = Vector512.FusedMultiplyAdd(x, b1, c61);
            x = Vector512.Create(*(float*)(lower + row3));
            c70 = Vector512.FusedMultiplyAdd(x, b0, c70); c71 = Vector512.FusedMultiplyAdd(x, b1, c71);
            upper += next;
            lower += next;
            b += 32;
        }
        c00.Store(c); c01.Store(c + 16); c += stride;
        c10.Store(c); c11.Store(c + 16); c += stride;
        c20.Store(c); c21.Store(c + 16); c += stride;
        c30.Store(c); c31.Store(c + 16); c += stride;
        c40.Store(c); c41.Store(c + 16); c += stride;
        c50.Store(c); c51.Store(c + 16); c += stride;
        c60.Store(c); c61.Store(c + 16); c += stride;
        c70.Store(c); c71.Store(c + 16);
    }

    public static void Tiles256(int k, float* a, nint row, nint column, float* b, float* c, nint stride, bool accumulate)
    {
        for (int half = 0; half < 32; half += 16)
        {
            Tile256(k, a, row, column, b + half, c + half, stride, accumulate);
            Tile256(k, a + 4 * row, row, column, b + half, c + half + 4 * stride, stride, accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Tile256(int k, float* a, nint row, nint column, float* b, float* c, nint stride, bool accumulate)
    {
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        if (accumulate)
        {
            float* p = c;
            c00 = Vector256.Load(p); c01 = Vector256.Load(p + 8); p += stride;
            c10 = Vector256.Load(p); c11 = Vector256.Load(p + 8); p += stride;
            c20 = Vector256.Load(p); c21 = Vector256.Load(p + 8); p += stride;
            c30 = Vector256.Load(p); c31 = Vector256.Load(p + 8);
        }
        nint row2 = 2 * row, row3 = 3 * row;
        for (; k > 0; k--)
        {
            Vector256<float> b0 = Vector256.Load(b), b1 = Vector256.Load(b + 8), x;
            x = Vector256.Create(*a);
            c00 = Vector256.FusedMultiplyAdd(x, b0, c00); c01 = Vector256.FusedMultiplyAdd(x, b1, c01);
            x = Vector256.Create(a[row]);
            c10 = Vector256.FusedMultiplyAdd(x, b0, c10); c11 = Vector256.FusedMultiplyAdd(x, b1, c11);
            x = Vector256.Create(a[row2]);
            c20 = Vector256.FusedMultiplyAdd(x, b0, c20); c21 = Vector256.FusedMultiplyAdd(x, b1, c21);
            x = Vector256.Create(a[row3]);
            c30 = Vector256.FusedMultiplyAdd(x, b0, c30); c31 = Vector256.FusedMultiplyAdd(x, b1, c31);
            a += column;
            b += 32;
        }
        c00.Store(c); c01.Store(c + 8); c += stride;
        c10.Store(c); c11.Store(c + 8); c += stride;
        c20.Store(c); c21.Store(c + 8); c += stride;
        c30.Store(c); c31.Store(c + 8);
    }
}
