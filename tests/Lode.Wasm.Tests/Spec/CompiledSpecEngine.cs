using Lode.Wasm.Tests.Interpreter;

namespace Lode.Wasm.Tests.Spec;

/// <summary>Compiled code, through the public interface.</summary>
sealed class CompiledSpecEngine(Engine engine) : ISpecEngine, IDisposable
{
    readonly Engine _engine = engine;
    Store _store = new(engine);
    Linker _linker = new(engine);

    public void Begin()
    {
        _store.Dispose();
        _store = new(_engine);
        _linker = new(_engine) { AllowShadowing = true };
        foreach ((string name, object item) in SpecHost.Make())
            Define(name, item);
    }

    public object Instantiate(string name, byte[] bytes) => Guard(() =>
    {
        using CompiledModule module = _engine.Compile(name, bytes);
        return _linker.Instantiate(_store, module);
    });

    public void Register(string name, object instance) => _linker.Define(name, (Instance)instance);

    public GuestValue[] Call(object instance, string function, GuestValue[] arguments)
    {
        Func called = ((Instance)instance).GetFunction(function) ?? throw new InvalidOperationException($"no function {function}");
        Value[] results = new Value[called.Type.Results.Length];
        Guard(() =>
        {
            called.Invoke([.. arguments.Select((argument, index) => Convert(argument, called.Type.Parameters[index]))], results);
            return called;
        });
        return [.. results.Select((result, index) => Convert(result, called.Type.Results[index]))];
    }

    public GuestValue Read(object instance, string global)
    {
        Global read = ((Instance)instance).GetGlobal(global) ?? throw new InvalidOperationException($"no global {global}");
        return Convert(read.Value, read.Type.Content);
    }

    /// <summary>Defines the likeness of a thing of the interpreter's host.</summary>
    void Define(string name, object item)
    {
        switch (item)
        {
            case GuestFunction function:
                _linker.DefineFunction("spectest", name, function.Type, (_, _, _) => { });
                break;
            case GuestGlobal global:
                _linker.Define("spectest", name, new Global(_store, global.Type, Convert(global.Value, global.Type.Content)));
                break;
            case GuestTable table:
                _linker.Define("spectest", name, new Table(_store, table.Type));
                break;
            case GuestMemory memory:
                _linker.Define("spectest", name, new Memory(_store, new(memory.Pages, memory.Maximum)));
                break;
        }
    }

    public void Dispose() => _store.Dispose();

    static T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (TrapException exception)
        {
            throw new GuestTrap(exception.Trap.Message);
        }
        catch (LinkException exception)
        {
            throw new LinkFault(exception.Message);
        }
    }

    Value Convert(GuestValue value, ValueKind kind) => kind switch
    {
        ValueKind.FuncRef => _store.FromFunction((Func?)value.Reference),
        ValueKind.ExternRef => _store.FromObject(value.Reference),
        ValueKind.V128 => Value.From(value.V128),
        _ => Value.From(value.Low),
    };

    GuestValue Convert(Value value, ValueKind kind) => kind switch
    {
        ValueKind.FuncRef => new(0, 0, _store.ToFunction(value)),
        ValueKind.ExternRef => new(0, 0, _store.ToObject(value)),
        ValueKind.V128 => GuestValue.Of(value.AsVector128),
        ValueKind.Int32 or ValueKind.Float32 => GuestValue.Of(value.AsUInt32),
        _ => new(value.AsInt64),
    };
}
