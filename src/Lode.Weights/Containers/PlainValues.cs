using System.Numerics;
using System.Runtime.CompilerServices;
using Lode.Formats;

namespace Lode.Weights;

/// <summary>Values of the types that the kernels do not compute with: integers, binary64, floats of 8 bits. Simple loops, any alignment.</summary>
static unsafe class PlainValues
{
    public static bool CanDecode(SafetensorsType? type) => type switch
    {
        null or SafetensorsType.F4 or SafetensorsType.F6_E2M3 or SafetensorsType.F6_E3M2 or SafetensorsType.C64 => false,
        _ => true,
    };

    public static void Decode(SafetensorsType type, byte* from, float* to, nint count)
    {
        switch (type)
        {
            case SafetensorsType.F64: Convert<double>(from, to, count); break;
            case SafetensorsType.BOOL or SafetensorsType.U8: Convert<byte>(from, to, count); break;
            case SafetensorsType.I8: Convert<sbyte>(from, to, count); break;
            case SafetensorsType.I16: Convert<short>(from, to, count); break;
            case SafetensorsType.U16: Convert<ushort>(from, to, count); break;
            case SafetensorsType.I32: Convert<int>(from, to, count); break;
            case SafetensorsType.U32: Convert<uint>(from, to, count); break;
            case SafetensorsType.I64: Convert<long>(from, to, count); break;
            case SafetensorsType.U64: Convert<ulong>(from, to, count); break;
            default:
                ReadOnlySpan<float> values = Float8.Values(type);
                for (nint i = 0; i < count; i++)
                    to[i] = values[from[i]];
                break;
        }
    }

    public static nint FirstNotFinite(SafetensorsType type, byte* data, nint blocks)
    {
        switch (type)
        {
            case SafetensorsType.F64:
                for (nint i = 0; i < blocks; i++)
                {
                    if (!double.IsFinite(Unsafe.ReadUnaligned<double>(data + i * sizeof(double))))
                        return i;
                }
                return -1;
            case SafetensorsType.C64:
                nint first = Kernels.Checks.FiniteScan.FirstNotFinite((float*)data, blocks * 2);
                return first < 0 ? -1 : first / 2;
            case >= SafetensorsType.F8_E5M2 and <= SafetensorsType.F8_E5M2FNUZ:
                ReadOnlySpan<float> values = Float8.Values(type);
                for (nint i = 0; i < blocks; i++)
                {
                    if (!float.IsFinite(values[data[i]]))
                        return i;
                }
                return -1;
            default:
                return -1; // integers, and floats of 4 and 6 bits, are all finite
        }
    }

    static void Convert<T>(byte* from, float* to, nint count) where T : unmanaged, INumberBase<T>
    {
        for (nint i = 0; i < count; i++)
            to[i] = float.CreateTruncating(Unsafe.ReadUnaligned<T>(from + i * sizeof(T)));
    }
}
