using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>Functions of the host with two results.</summary>
public sealed partial class Linker
{
    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<TResult1, TResult2>(string module, string name, Func<Caller, (TResult1, TResult2)> callback) =>
        Define(module, name, new HostFunction<(TResult1, TResult2), TwoResults<TResult1, TResult2>>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, TResult1, TResult2>(string module, string name, Func<Caller, T1, (TResult1, TResult2)> callback) =>
        Define(module, name, new HostFunction<T1, (TResult1, TResult2), TwoResults<TResult1, TResult2>>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, T2, TResult1, TResult2>(string module, string name,
        Func<Caller, T1, T2, (TResult1, TResult2)> callback) =>
        Define(module, name, new HostFunction<T1, T2, (TResult1, TResult2), TwoResults<TResult1, TResult2>>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, T2, T3, TResult1, TResult2>(string module, string name,
        Func<Caller, T1, T2, T3, (TResult1, TResult2)> callback) =>
        Define(module, name, new HostFunction<T1, T2, T3, (TResult1, TResult2), TwoResults<TResult1, TResult2>>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, T2, T3, T4, TResult1, TResult2>(string module, string name,
        Func<Caller, T1, T2, T3, T4, (TResult1, TResult2)> callback) =>
        Define(module, name, new HostFunction<T1, T2, T3, T4, (TResult1, TResult2), TwoResults<TResult1, TResult2>>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, T2, T3, T4, T5, TResult1, TResult2>(string module, string name,
        Func<Caller, T1, T2, T3, T4, T5, (TResult1, TResult2)> callback) =>
        Define(module, name, new HostFunction<T1, T2, T3, T4, T5, (TResult1, TResult2), TwoResults<TResult1, TResult2>>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, T2, T3, T4, T5, T6, TResult1, TResult2>(string module, string name,
        Func<Caller, T1, T2, T3, T4, T5, T6, (TResult1, TResult2)> callback) =>
        Define(module, name, new HostFunction<T1, T2, T3, T4, T5, T6, (TResult1, TResult2), TwoResults<TResult1, TResult2>>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, T2, T3, T4, T5, T6, T7, TResult1, TResult2>(string module, string name,
        Func<Caller, T1, T2, T3, T4, T5, T6, T7, (TResult1, TResult2)> callback) =>
        Define(module, name, new HostFunction<T1, T2, T3, T4, T5, T6, T7, (TResult1, TResult2), TwoResults<TResult1, TResult2>>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, T2, T3, T4, T5, T6, T7, T8, TResult1, TResult2>(string module, string name,
        Func<Caller, T1, T2, T3, T4, T5, T6, T7, T8, (TResult1, TResult2)> callback) =>
        Define(module, name, new HostFunction<T1, T2, T3, T4, T5, T6, T7, T8, (TResult1, TResult2), TwoResults<TResult1, TResult2>>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, T2, T3, T4, T5, T6, T7, T8, T9, TResult1, TResult2>(string module, string name,
        Func<Caller, T1, T2, T3, T4, T5, T6, T7, T8, T9, (TResult1, TResult2)> callback) =>
        Define(module, name, new HostFunction<T1, T2, T3, T4, T5, T6, T7, T8, T9, (TResult1, TResult2), TwoResults<TResult1, TResult2>>(callback));
}
