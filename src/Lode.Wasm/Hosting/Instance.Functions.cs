using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>Exported functions with one result.</summary>
public sealed partial class Instance
{
    /// <summary>An exported function with one result, as a delegate that neither boxes nor allocates.</summary>
    /// <remarks>
    /// Parameters and results may be <c>int</c> and <c>uint</c> (i32), <c>long</c> and <c>ulong</c> (i64), <c>float</c>, <c>double</c>,
    /// <c>Vector128&lt;byte&gt;</c>, <see cref="Func"/> (funcref) and <c>object</c> (externref). The delegate throws <see cref="TrapException"/>
    /// where the guest traps.
    /// </remarks>
    /// <param name="name">The export's name.</param>
    /// <exception cref="KeyNotFoundException">No function is exported under the name.</exception>
    /// <exception cref="InvalidCastException">It has another type.</exception>
    public Func<TResult> GetFunction<TResult>(string name) =>
        new GuestCall<TResult, OneResult<TResult>>(Typed(name)).Invoke;

    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Func<T1, TResult> GetFunction<T1, TResult>(string name) =>
        new GuestCall<T1, TResult, OneResult<TResult>>(Typed(name)).Invoke;

    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Func<T1, T2, TResult> GetFunction<T1, T2, TResult>(string name) =>
        new GuestCall<T1, T2, TResult, OneResult<TResult>>(Typed(name)).Invoke;

    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Func<T1, T2, T3, TResult> GetFunction<T1, T2, T3, TResult>(string name) =>
        new GuestCall<T1, T2, T3, TResult, OneResult<TResult>>(Typed(name)).Invoke;

    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Func<T1, T2, T3, T4, TResult> GetFunction<T1, T2, T3, T4, TResult>(string name) =>
        new GuestCall<T1, T2, T3, T4, TResult, OneResult<TResult>>(Typed(name)).Invoke;

    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Func<T1, T2, T3, T4, T5, TResult> GetFunction<T1, T2, T3, T4, T5, TResult>(string name) =>
        new GuestCall<T1, T2, T3, T4, T5, TResult, OneResult<TResult>>(Typed(name)).Invoke;

    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Func<T1, T2, T3, T4, T5, T6, TResult> GetFunction<T1, T2, T3, T4, T5, T6, TResult>(string name) =>
        new GuestCall<T1, T2, T3, T4, T5, T6, TResult, OneResult<TResult>>(Typed(name)).Invoke;

    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Func<T1, T2, T3, T4, T5, T6, T7, TResult> GetFunction<T1, T2, T3, T4, T5, T6, T7, TResult>(string name) =>
        new GuestCall<T1, T2, T3, T4, T5, T6, T7, TResult, OneResult<TResult>>(Typed(name)).Invoke;

    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult> GetFunction<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(string name) =>
        new GuestCall<T1, T2, T3, T4, T5, T6, T7, T8, TResult, OneResult<TResult>>(Typed(name)).Invoke;

    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, TResult> GetFunction<T1, T2, T3, T4, T5, T6, T7, T8, T9, TResult>(string name) =>
        new GuestCall<T1, T2, T3, T4, T5, T6, T7, T8, T9, TResult, OneResult<TResult>>(Typed(name)).Invoke;
}
