using Lode.Wasm.Tests.Interpreter;

namespace Lode.Wasm.Tests.Spec;

/// <summary>The interpreter that other engines are held to.</summary>
sealed class InterpreterSpecEngine : ISpecEngine
{
    readonly GuestMachine _machine = new();
    readonly Dictionary<string, Func<string, object?>> _registered = [];

    public void Begin()
    {
        Dictionary<string, object> host = SpecHost.Make();
        _registered.Clear();
        _registered["spectest"] = name => host.GetValueOrDefault(name);
    }

    public object Instantiate(string name, byte[] bytes) => new GuestInstance(
        Module.FromBytes(name, bytes),
        import => _registered.TryGetValue(import.ModuleName, out Func<string, object?>? from) ? from(import.Name) : null,
        _machine);

    public void Register(string name, object instance) => _registered[name] = ((GuestInstance)instance).Export;

    public GuestValue[] Call(object instance, string function, GuestValue[] arguments) =>
        _machine.Call((GuestFunction)Export(instance, function), arguments);

    public GuestValue Read(object instance, string global) => ((GuestGlobal)Export(instance, global)).Value;

    static object Export(object instance, string name) =>
        ((GuestInstance)instance).Export(name) ?? throw new InvalidOperationException($"no export {name}");
}
