namespace Lode.Wasm;

/// <summary>A global variable.</summary>
public sealed unsafe class Global
{
    readonly Value* _value;

    /// <summary>Makes a global of the host's own, for modules to import.</summary>
    /// <param name="store">The store.</param>
    /// <param name="type">Its type.</param>
    /// <param name="value">Its first value.</param>
    /// <exception cref="ArgumentException">The value is a reference that is not of this store.</exception>
    public Global(Store store, GlobalType type, Value value)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(type);
        store.CheckUse();
        Store = store;
        Type = type;
        if (type.Content.IsReference())
            store.Check(value, type.Content);
        _value = (Value*)store.TakeState(sizeof(Value));
        *_value = value;
    }

    internal Global(Store store, Value* value, GlobalType type)
    {
        Store = store;
        Type = type;
        _value = value;
    }

    /// <summary>Its store.</summary>
    public Store Store { get; }

    /// <summary>Its type.</summary>
    public GlobalType Type { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The global is immutable, or another thread is running a call of the store.</exception>
    /// <exception cref="ArgumentException">The value is a reference that is not of this store.</exception>
    public Value Value
    {
        get
        {
            Store.CheckUse();
            return Type.Content == ValueKind.V128 ? *_value : Type.Content is ValueKind.Int32 or ValueKind.Float32 ? Value.From(_value->AsUInt32) : new(_value->Bits);
        }

        set
        {
            Store.CheckUse();
            if (Type.Mutability != Mutability.Mutable)
                throw new InvalidOperationException($"{Type} keeps its first value");
            if (Type.Content.IsReference())
                Store.Check(value, Type.Content);
            *_value = value;
        }
    }

    internal Value* Address => _value;
}
