using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Wasm.Runtime;

/// <summary>How values of a .NET type are kept in slots. Every test of the type is folded away by the compiler.</summary>
static unsafe class ValueCodec<T>
{
    /// <summary>The type of the guest's value.</summary>
    public static ValueKind Kind
    {
        get
        {
            if (typeof(T) == typeof(int) || typeof(T) == typeof(uint))
                return ValueKind.Int32;
            if (typeof(T) == typeof(long) || typeof(T) == typeof(ulong))
                return ValueKind.Int64;
            if (typeof(T) == typeof(float))
                return ValueKind.Float32;
            if (typeof(T) == typeof(double))
                return ValueKind.Float64;
            if (typeof(T) == typeof(Vector128<byte>))
                return ValueKind.V128;
            if (typeof(T) == typeof(Func))
                return ValueKind.FuncRef;
            if (typeof(T) == typeof(object))
                return ValueKind.ExternRef;
            throw new ArgumentException($"{typeof(T)} is no type of a guest's value; "
                + "use int, uint, long, ulong, float, double, Vector128<byte>, Func or object");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read(Store store, Value* slot)
    {
        if (typeof(T) == typeof(Func))
            return (T)(object)store.ToFunction(*slot)!;
        if (typeof(T) == typeof(object))
            return (T)store.ToObject(*slot)!;
        return Unsafe.ReadUnaligned<T>(slot);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(Store store, Value* slot, T value)
    {
        // A whole slot: whoever reads 64 bits of an i32 finds nothing of an earlier value.
        if (typeof(T) == typeof(int) || typeof(T) == typeof(uint) || typeof(T) == typeof(float))
            *slot = new(Unsafe.BitCast<T, uint>(value));
        else if (typeof(T) == typeof(long) || typeof(T) == typeof(ulong) || typeof(T) == typeof(double))
            *slot = new(Unsafe.BitCast<T, ulong>(value));
        else if (typeof(T) == typeof(Func))
            *slot = store.FromFunction((Func?)(object?)value);
        else if (typeof(T) == typeof(object))
            *slot = store.FromObject(value);
        else
            Unsafe.WriteUnaligned(slot, value);
    }
}
