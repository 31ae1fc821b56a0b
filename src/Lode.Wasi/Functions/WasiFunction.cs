using Lode.Wasm;

namespace Lode.Wasi;

/// <summary>What a function of preview 1 does.</summary>
delegate Errno WasiBody(WasiContext context, WasiCall call);

/// <summary>A function of preview 1.</summary>
sealed class WasiFunction
{
    readonly WasiBody _body;

    /// <param name="name">Its name.</param>
    /// <param name="parameters">A letter for each parameter: <c>i</c> is an <c>i32</c>, <c>l</c> an <c>i64</c>.</param>
    /// <param name="body">What it does.</param>
    /// <param name="returns">Whether it answers with an error number.</param>
    public WasiFunction(string name, string parameters, WasiBody body, bool returns = true)
    {
        Name = name;
        _body = body;
        Type = new FunctionType(Kinds(parameters), returns ? [ValueKind.Int32] : []);
    }

    public string Name { get; }

    public FunctionType Type { get; }

    public Errno Invoke(WasiContext context, GuestMemory memory, ReadOnlySpan<Value> arguments) => _body(context, new WasiCall(arguments, memory));

    public HostFunction BindTo(Func<Caller, WasiContext> find) => (caller, arguments, results) =>
    {
        WasiContext context = find(caller);
        Errno error = Invoke(context, new GuestMemory(caller.Memory), arguments);
        // Told of an interruption, a guest could go on, or end as if by itself.
        if (error == Errno.Interrupted)
            context.ThrowIfStopped();
        if (results.Length > 0)
            results[0] = Value.From((int)error);
    };

    /// <summary>A loop of its own: it runs at every start.</summary>
    static ValueKind[] Kinds(string letters)
    {
        ValueKind[] kinds = new ValueKind[letters.Length];
        for (int i = 0; i < kinds.Length; i++)
            kinds[i] = letters[i] == 'l' ? ValueKind.Int64 : ValueKind.Int32;
        return kinds;
    }
}
