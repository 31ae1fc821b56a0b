using System.Runtime.CompilerServices;

namespace Lode.Kernels.Vectors;

/// <summary>The end of a row, fewer than sixteen numbers, in the same vectors as the rest: a result does not depend on its place in the row.</summary>
static unsafe class Rest
{
    /// <summary><paramref name="count"/> numbers, and zeros.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static T Load<T>(float* source, nint count) where T : struct, ISixteen<T>
    {
        float* lanes = stackalloc float[16];
        T.Store(T.Create(0), lanes);
        for (nint i = 0; i < count; i++)
            lanes[i] = source[i];
        return T.Load(lanes);
    }

    /// <summary>Stores the first <paramref name="count"/> numbers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Store<T>(T values, float* target, nint count) where T : struct, ISixteen<T>
    {
        float* lanes = stackalloc float[16];
        T.Store(values, lanes);
        for (nint i = 0; i < count; i++)
            target[i] = lanes[i];
    }
}
