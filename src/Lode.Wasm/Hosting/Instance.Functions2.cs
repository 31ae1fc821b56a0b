using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>Exported functions with two results.</summary>
public sealed partial class Instance
{
    /// <summary>An exported function with two results, as a delegate that neither boxes nor allocates.</summary>
    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public void GetFunction<TResult1, TResult2>(string name, out Func<(TResult1, TResult2)> function) =>
        function = new GuestCall<(TResult1, TResult2), TwoResults<TResult1, TResult2>>(Typed(name)).Invoke;

    /// <summary>An exported function with two results, as a delegate that neither boxes nor allocates.</summary>
    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public void GetFunction<T1, TResult1, TResult2>(string name, out Func<T1, (TResult1, TResult2)> function) =>
        function = new GuestCall<T1, (TResult1, TResult2), TwoResults<TResult1, TResult2>>(Typed(name)).Invoke;

    /// <summary>An exported function with two results, as a delegate that neither boxes nor allocates.</summary>
    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public void GetFunction<T1, T2, TResult1, TResult2>(string name, out Func<T1, T2, (TResult1, TResult2)> function) =>
        function = new GuestCall<T1, T2, (TResult1, TResult2), TwoResults<TResult1, TResult2>>(Typed(name)).Invoke;

    /// <summary>An exported function with two results, as a delegate that neither boxes nor allocates.</summary>
    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public void GetFunction<T1, T2, T3, TResult1, TResult2>(string name, out Func<T1, T2, T3, (TResult1, TResult2)> function) =>
        function = new GuestCall<T1, T2, T3, (TResult1, TResult2), TwoResults<TResult1, TResult2>>(Typed(name)).Invoke;

    /// <summary>An exported function with two results, as a delegate that neither boxes nor allocates.</summary>
    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public void GetFunction<T1, T2, T3, T4, TResult1, TResult2>(string name, out Func<T1, T2, T3, T4, (TResult1, TResult2)> function) =>
        function = new GuestCall<T1, T2, T3, T4, (TResult1, TResult2), TwoResults<TResult1, TResult2>>(Typed(name)).Invoke;

    /// <summary>An exported function with two results, as a delegate that neither boxes nor allocates.</summary>
    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public void GetFunction<T1, T2, T3, T4, T5, TResult1, TResult2>(string name,
        out Func<T1, T2, T3, T4, T5, (TResult1, TResult2)> function) =>
        function = new GuestCall<T1, T2, T3, T4, T5, (TResult1, TResult2), TwoResults<TResult1, TResult2>>(Typed(name)).Invoke;

    /// <summary>An exported function with two results, as a delegate that neither boxes nor allocates.</summary>
    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public void GetFunction<T1, T2, T3, T4, T5, T6, TResult1, TResult2>(string name,
        out Func<T1, T2, T3, T4, T5, T6, (TResult1, TResult2)> function) =>
        function = new GuestCall<T1, T2, T3, T4, T5, T6, (TResult1, TResult2), TwoResults<TResult1, TResult2>>(Typed(name)).Invoke;

    /// <summary>An exported function with two results, as a delegate that neither boxes nor allocates.</summary>
    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public void GetFunction<T1, T2, T3, T4, T5, T6, T7, TResult1, TResult2>(string name,
        out Func<T1, T2, T3, T4, T5, T6, T7, (TResult1, TResult2)> function) =>
        function = new GuestCall<T1, T2, T3, T4, T5, T6, T7, (TResult1, TResult2), TwoResults<TResult1, TResult2>>(Typed(name)).Invoke;

    /// <summary>An exported function with two results, as a delegate that neither boxes nor allocates.</summary>
    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public void GetFunction<T1, T2, T3, T4, T5, T6, T7, T8, TResult1, TResult2>(string name,
        out Func<T1, T2, T3, T4, T5, T6, T7, T8, (TResult1, TResult2)> function) =>
        function = new GuestCall<T1, T2, T3, T4, T5, T6, T7, T8, (TResult1, TResult2), TwoResults<TResult1, TResult2>>(Typed(name)).Invoke;

    /// <summary>An exported function with two results, as a delegate that neither boxes nor allocates.</summary>
    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public void GetFunction<T1, T2, T3, T4, T5, T6, T7, T8, T9, TResult1, TResult2>(string name,
        out Func<T1, T2, T3, T4, T5, T6, T7, T8, T9, (TResult1, TResult2)> function) =>
        function = new GuestCall<T1, T2, T3, T4, T5, T6, T7, T8, T9, (TResult1, TResult2), TwoResults<TResult1, TResult2>>(Typed(name)).Invoke;
}
