using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>Functions of the host with one result.</summary>
public sealed partial class Linker
{
    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<TResult>(string module, string name, Func<Caller, TResult> callback) =>
        Define(module, name, new HostFunction<TResult, OneResult<TResult>>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, TResult>(string module, string name, Func<Caller, T1, TResult> callback) =>
        Define(module, name, new HostFunction<T1, TResult, OneResult<TResult>>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, T2, TResult>(string module, string name, Func<Caller, T1, T2, TResult> callback) =>
        Define(module, name, new HostFunction<T1, T2, TResult, OneResult<TResult>>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, T2, T3, TResult>(string module, string name, Func<Caller, T1, T2, T3, TResult> callback) =>
        Define(module, name, new HostFunction<T1, T2, T3, TResult, OneResult<TResult>>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, T2, T3, T4, TResult>(string module, string name, Func<Caller, T1, T2, T3, T4, TResult> callback) =>
        Define(module, name, new HostFunction<T1, T2, T3, T4, TResult, OneResult<TResult>>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, T2, T3, T4, T5, TResult>(string module, string name,
        Func<Caller, T1, T2, T3, T4, T5, TResult> callback) =>
        Define(module, name, new HostFunction<T1, T2, T3, T4, T5, TResult, OneResult<TResult>>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, T2, T3, T4, T5, T6, TResult>(string module, string name,
        Func<Caller, T1, T2, T3, T4, T5, T6, TResult> callback) =>
        Define(module, name, new HostFunction<T1, T2, T3, T4, T5, T6, TResult, OneResult<TResult>>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, T2, T3, T4, T5, T6, T7, TResult>(string module, string name,
        Func<Caller, T1, T2, T3, T4, T5, T6, T7, TResult> callback) =>
        Define(module, name, new HostFunction<T1, T2, T3, T4, T5, T6, T7, TResult, OneResult<TResult>>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(string module, string name,
        Func<Caller, T1, T2, T3, T4, T5, T6, T7, T8, TResult> callback) =>
        Define(module, name, new HostFunction<T1, T2, T3, T4, T5, T6, T7, T8, TResult, OneResult<TResult>>(callback));

    /// <inheritdoc cref="DefineFunction(string, string, Action{Caller})"/>
    public void DefineFunction<T1, T2, T3, T4, T5, T6, T7, T8, T9, TResult>(string module, string name,
        Func<Caller, T1, T2, T3, T4, T5, T6, T7, T8, T9, TResult> callback) =>
        Define(module, name, new HostFunction<T1, T2, T3, T4, T5, T6, T7, T8, T9, TResult, OneResult<TResult>>(callback));
}
