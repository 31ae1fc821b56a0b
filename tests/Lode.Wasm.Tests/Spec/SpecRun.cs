using Lode.Wasm.Tests.Interpreter;

namespace Lode.Wasm.Tests.Spec;

/// <summary>Runs scripts with an engine, and counts the assertions that hold.</summary>
sealed class SpecRun(ISpecEngine engine)
{
    readonly Dictionary<string, object> _named = [];
    object? _newest;

    public int Returns { get; private set; }

    public int Traps { get; private set; }

    public int Exhaustions { get; private set; }

    public int Unlinkable { get; private set; }

    public int Uninstantiable { get; private set; }

    /// <summary>Assertions that do not hold.</summary>
    public List<string> Failures { get; } = [];

    public void Run(SpecScript script)
    {
        engine.Begin();
        _named.Clear();
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
                engine.Register(command.As, command.Name is { } known ? _named[known] : _newest!);
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

    object Instantiate(SpecScript script, SpecCommand command) =>
        engine.Instantiate($"{script.Name}/{command.File}", script.Read(command.File));

    GuestValue[] Act(SpecAction action)
    {
        object instance = action.Module is { } name ? _named[name] : _newest!;
        return action.IsCall
            ? engine.Call(instance, action.Field, [.. action.Arguments.Select(SpecValues.Parse)])
            : [engine.Read(instance, action.Field)];
    }

    static void Compare(GuestValue[] found, SpecValue[] expected)
    {
        bool equal = found.Length == expected.Length;
        for (int i = 0; i < found.Length && equal; i++)
            equal = SpecValues.Matches(found[i], expected[i]);
        if (!equal)
            throw new InvalidOperationException($"expected {string.Join(", ", expected.Select(SpecValues.Describe))}, found {string.Join(", ", found)}");
    }
}
