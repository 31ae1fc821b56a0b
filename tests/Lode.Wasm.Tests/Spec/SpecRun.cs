using Lode.Wasm.Tests.Interpreter;

namespace Lode.Wasm.Tests.Spec;

/// <summary>Runs scripts with the interpreter, and counts the assertions that hold.</summary>
sealed class SpecRun
{
    readonly GuestMachine _machine = new();
    readonly Dictionary<string, Func<string, object?>> _registered = [];
    readonly Dictionary<string, GuestInstance> _named = [];
    GuestInstance? _newest;

    public int Returns { get; private set; }

    public int Traps { get; private set; }

    public int Exhaustions { get; private set; }

    public int Unlinkable { get; private set; }

    public int Uninstantiable { get; private set; }

    /// <summary>Assertions that do not hold.</summary>
    public List<string> Failures { get; } = [];

    public void Run(SpecScript script)
    {
        Dictionary<string, object> host = SpecHost.Make();
        _registered.Clear();
        _named.Clear();
        _registered["spectest"] = name => host.GetValueOrDefault(name);
        foreach (SpecCommand command in script.Commands)
        {
            try
            {
                Run(script, command);
            }
            catch (Exception exception)
            {
                Failures.Add($"{script.Name}:{command.Line}: {command.Type}: {exception.GetType().Name}: {exception.Message}");
            }
        }
    }

    void Run(SpecScript script, SpecCommand command)
    {
        switch (command.Type)
        {
            case "module":
                _newest = Instantiate(script, command);
                if (command.Name is { } name)
                    _named[name] = _newest;
                break;
            case "register":
                GuestInstance instance = command.Name is { } known ? _named[known] : _newest!;
                _registered[command.As] = instance.Export;
                break;
            case "action":
                Act(command.Action);
                break;
            case "assert_return":
                Compare(Act(command.Action), [.. command.Expected]);
                Returns++;
                break;
            case "assert_trap":
                Fails<GuestTrap>(command, () => Act(command.Action));
                Traps++;
                break;
            case "assert_exhaustion":
                Fails<GuestTrap>(command, () => Act(command.Action));
                Exhaustions++;
                break;
            case "assert_unlinkable":
                Fails<LinkFault>(command, () => Instantiate(script, command));
                Unlinkable++;
                break;
            case "assert_uninstantiable":
                Fails<GuestTrap>(command, () => Instantiate(script, command));
                Uninstantiable++;
                break;
        }
    }

    static void Fails<T>(SpecCommand command, Action action)
        where T : Exception
    {
        string message = Should.Throw<T>(action).Message;
        // "uninitialized element 2" names the element too.
        if (!command.Text.StartsWith(message, StringComparison.Ordinal) && !message.StartsWith(command.Text, StringComparison.Ordinal))
            throw new InvalidOperationException($"expected '{command.Text}', found '{message}'");
    }

    GuestInstance Instantiate(SpecScript script, SpecCommand command) => new(
        Module.FromBytes($"{script.Name}/{command.File}", script.Read(command.File)),
        import => _registered.TryGetValue(import.ModuleName, out Func<string, object?>? from) ? from(import.Name) : null,
        _machine);

    Value[] Act(SpecAction action)
    {
        GuestInstance instance = action.Module is { } name ? _named[name] : _newest!;
        object export = instance.Export(action.Field) ?? throw new InvalidOperationException($"no export {action.Field}");
        return action.IsCall
            ? _machine.Call((GuestFunction)export, [.. action.Arguments.Select(SpecValues.Parse)])
            : [((GuestGlobal)export).Value];
    }

    static void Compare(Value[] found, SpecValue[] expected)
    {
        bool equal = found.Length == expected.Length;
        for (int i = 0; i < found.Length && equal; i++)
            equal = SpecValues.Matches(found[i], expected[i]);
        if (!equal)
            throw new InvalidOperationException($"expected {string.Join(", ", expected.Select(SpecValues.Describe))}, found {string.Join(", ", found)}");
    }
}
