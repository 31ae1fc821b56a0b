using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>Functions of the host without a result.</summary>
public sealed partial class Linker
{
    /// <summary>Defines a function of the host whose types are those of the callback: nothing is boxed or allocated when it is called.</summary>
    /// <param name="module">The first part of its name.</param>
    /// <param name="name">The second part of its name.</param>
    /// <param name="callback">
    /// The function. Its parameters and results may be <c>int</c> and <c>uint</c> (i32), <c>long</c> and <c>ulong</c> (i64), <c>float</c>,
    /// <c>double</c>, <c>Vector128&lt;byte&gt;</c>, <see cref="Func"/> (funcref) and <c>object</c> (externref). What it throws ends the
    /// guest and reaches the guest's caller as it is.
    /// </param>
    /// <exception cref="ArgumentException">A type is none of these, or the name is taken.</exception>
    public void DefineFunction(string module, string name, Action<Caller> callback) =>
        Define(module, name, new HostAction(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1>(string module, string name, Action<Caller, T1> callback) =>
        Define(module, name, new HostAction<T1>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, T2>(string module, string name, Action<Caller, T1, T2> callback) =>
        Define(module, name, new HostAction<T1, T2>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, T2, T3>(string module, string name, Action<Caller, T1, T2, T3> callback) =>
        Define(module, name, new HostAction<T1, T2, T3>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, T2, T3, T4>(string module, string name, Action<Caller, T1, T2, T3, T4> callback) =>
        Define(module, name, new HostAction<T1, T2, T3, T4>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, T2, T3, T4, T5>(string module, string name, Action<Caller, T1, T2, T3, T4, T5> callback) =>
        Define(module, name, new HostAction<T1, T2, T3, T4, T5>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, T2, T3, T4, T5, T6>(string module, string name, Action<Caller, T1, T2, T3, T4, T5, T6> callback) =>
        Define(module, name, new HostAction<T1, T2, T3, T4, T5, T6>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, T2, T3, T4, T5, T6, T7>(string module, string name,
        Action<Caller, T1, T2, T3, T4, T5, T6, T7> callback) =>
        Define(module, name, new HostAction<T1, T2, T3, T4, T5, T6, T7>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, T2, T3, T4, T5, T6, T7, T8>(string module, string name,
        Action<Caller, T1, T2, T3, T4, T5, T6, T7, T8> callback) =>
        Define(module, name, new HostAction<T1, T2, T3, T4, T5, T6, T7, T8>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, T2, T3, T4, T5, T6, T7, T8, T9>(string module, string name,
        Action<Caller, T1, T2, T3, T4, T5, T6, T7, T8, T9> callback) =>
        Define(module, name, new HostAction<T1, T2, T3, T4, T5, T6, T7, T8, T9>(callback));
}
