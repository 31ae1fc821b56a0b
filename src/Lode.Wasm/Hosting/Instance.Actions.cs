using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>Exported functions without a result.</summary>
public sealed partial class Instance
{
    /// <summary>An exported function without a result, as a delegate that neither boxes nor allocates.</summary>
    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Action GetAction(string name) =>
        new GuestCall<int, NoResult>(Typed(name)).Run;

    /// <summary>An exported function without a result, as a delegate that neither boxes nor allocates.</summary>
    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Action<T1> GetAction<T1>(string name) =>
        new GuestCall<T1, int, NoResult>(Typed(name)).Run;

    /// <summary>An exported function without a result, as a delegate that neither boxes nor allocates.</summary>
    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Action<T1, T2> GetAction<T1, T2>(string name) =>
        new GuestCall<T1, T2, int, NoResult>(Typed(name)).Run;

    /// <summary>An exported function without a result, as a delegate that neither boxes nor allocates.</summary>
    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Action<T1, T2, T3> GetAction<T1, T2, T3>(string name) =>
        new GuestCall<T1, T2, T3, int, NoResult>(Typed(name)).Run;

    /// <summary>An exported function without a result, as a delegate that neither boxes nor allocates.</summary>
    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Action<T1, T2, T3, T4> GetAction<T1, T2, T3, T4>(string name) =>
        new GuestCall<T1, T2, T3, T4, int, NoResult>(Typed(name)).Run;

    /// <summary>An exported function without a result, as a delegate that neither boxes nor allocates.</summary>
    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Action<T1, T2, T3, T4, T5> GetAction<T1, T2, T3, T4, T5>(string name) =>
        new GuestCall<T1, T2, T3, T4, T5, int, NoResult>(Typed(name)).Run;

    /// <summary>An exported function without a result, as a delegate that neither boxes nor allocates.</summary>
    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Action<T1, T2, T3, T4, T5, T6> GetAction<T1, T2, T3, T4, T5, T6>(string name) =>
        new GuestCall<T1, T2, T3, T4, T5, T6, int, NoResult>(Typed(name)).Run;

    /// <summary>An exported function without a result, as a delegate that neither boxes nor allocates.</summary>
    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Action<T1, T2, T3, T4, T5, T6, T7> GetAction<T1, T2, T3, T4, T5, T6, T7>(string name) =>
        new GuestCall<T1, T2, T3, T4, T5, T6, T7, int, NoResult>(Typed(name)).Run;

    /// <summary>An exported function without a result, as a delegate that neither boxes nor allocates.</summary>
    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Action<T1, T2, T3, T4, T5, T6, T7, T8> GetAction<T1, T2, T3, T4, T5, T6, T7, T8>(string name) =>
        new GuestCall<T1, T2, T3, T4, T5, T6, T7, T8, int, NoResult>(Typed(name)).Run;

    /// <summary>An exported function without a result, as a delegate that neither boxes nor allocates.</summary>
    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Action<T1, T2, T3, T4, T5, T6, T7, T8, T9> GetAction<T1, T2, T3, T4, T5, T6, T7, T8, T9>(string name) =>
        new GuestCall<T1, T2, T3, T4, T5, T6, T7, T8, T9, int, NoResult>(Typed(name)).Run;
}
