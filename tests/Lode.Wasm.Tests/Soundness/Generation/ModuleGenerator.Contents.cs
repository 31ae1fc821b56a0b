namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>Tables, segments, functions, and the sections in their order.</summary>
sealed partial class ModuleGenerator
{
    readonly List<Action<BinaryBuilder>> _elements = [];
    readonly List<Action<BinaryBuilder>> _data = [];
    readonly List<TableType> _tables = [];

    void AddTables()
    {
        if (_imported is null)
        {
            AddTable(ValueKind.FuncRef, _random.From(8, 20));
            AddTable(ValueKind.ExternRef, _random.From(5, 12));
        }
        if (_random.OneIn(3))
            AddTable(_random.OneIn(2) ? ValueKind.FuncRef : ValueKind.ExternRef, _random.From(4, 10));
    }

    void AddTable(ValueKind element, int minimum)
    {
        TableType type = new(element, (uint)minimum, (uint)(minimum + _random.Below(12)));
        _exports.Add(($"t{_shape.Tables.Count}", 1, _shape.Tables.Count));
        _shape.Tables.Add(type);
        _tables.Add(type);
    }

    void AddSegments()
    {
        if (_imported is null)
        {
            // What calls go through: a few functions, a null among them.
            int[] functions = [.. Enumerable.Range(0, _random.From(2, 6)).Select(_ => AnyReferableFunction())];
            int empty = _random.Below(functions.Length + 1);
            for (int i = 0; i <= functions.Length; i++)
                _shape.Entries.Add(i == empty ? null : _shape.Functions[functions[i < empty ? i : i - 1]]);
            if (empty > 0)
                AddActive(0, functions[..empty]);
            if (empty < functions.Length)
                AddActive(empty + 1, functions[empty..]);
        }
        for (int i = _random.From(0, 3); i > 0; i--)
        {
            ValueKind kind = _random.OneIn(2) ? ValueKind.FuncRef : ValueKind.ExternRef;
            int count = _random.From(0, 4);
            List<byte[]> items = [];
            for (int k = 0; k < count; k++)
            {
                BinaryBuilder item = new();
                ConstantExpression(item, kind);
                items.Add(item.ToArray());
            }
            _shape.Elements.Add((kind, count));
            _elements.Add(to =>
            {
                to.U32(5).Byte((int)kind).U32(count);
                items.ForEach(item => to.Bytes(item));
            });
        }
        for (int i = _random.From(0, 4); i > 0; i--)
        {
            byte[] bytes = new byte[_random.Below(6) == 0 ? _random.From(1000, 9000) : _random.Below(60)];
            for (int k = 0; k < bytes.Length; k++)
                bytes[k] = (byte)_random.Bits();
            bool isActive = _random.OneIn(2);
            int offset = _random.Below(0x8000);
            _shape.Data.Add(bytes.Length);
            _data.Add(to =>
            {
                if (isActive)
                    to.U32(0).Byte(0x41).Signed(offset).Byte(0x0b);
                else
                    to.U32(1);
                to.U32(bytes.Length).Bytes(bytes);
            });
        }
    }

    void AddActive(int offset, int[] functions)
    {
        _shape.Elements.Add((ValueKind.FuncRef, functions.Length));
        _elements.Add(to =>
        {
            to.U32(0).Byte(0x41).Signed(offset).Byte(0x0b).U32(functions.Length);
            foreach (int function in functions)
                to.U32(function);
        });
    }

    void AddFunctions(int first, int own, ulong seed, Reduction reduction)
    {
        for (int i = 0; i < own; i++)
        {
            FunctionType type = _shape.Functions[first + i];
            byte[] body = new FunctionGenerator(_shape, type, Choice.Of(seed, 100 + i).Bits(), _limits, reduction).ToArray();
            AddBody(type, body);
            _exports.Add(($"f{i}", 0, first + i));
        }
        if (_imported is null)
            _exports.Add(("again", 0, first));
        int next = first + own;
        for (int i = 0; i < own; i++)
        {
            AddBody(WrapperWriter.TypeOf(_shape.Functions[first + i]), WrapperWriter.Call(_shape, first + i));
            _exports.Add(($"e{i}", 0, next++));
        }
        AddBody(new([], [ValueKind.Int64]), WrapperWriter.Digest(_shape));
        _exports.Add(("digest", 0, next++));
        AddBody(new([], []), WrapperWriter.Reset(_shape));
        _exports.Add(("reset", 0, next++));
        if (_random.OneIn(8))
        {
            FunctionType type = new([], []);
            AddBody(type, new FunctionGenerator(_shape, type, Choice.Of(seed, 99).Bits(), _limits, reduction).ToArray());
            _start = next;
        }
        if (_hasMemory)
            _exports.Add(("m", 2, 0));
        // Imported functions count as declared where they are exported.
        for (int i = 0; i < _shape.ImportedFunctions; i++)
            _exports.Add(($"i{i}", 0, i));
    }

    void AddBody(FunctionType type, byte[] body)
    {
        _types.Add(_shape.TypeIndex(type));
        _bodies.Add(body);
    }

    byte[] Write()
    {
        BinaryBuilder module = new BinaryBuilder().Bytes([0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0]);
        module.Section(1, _shape.Types, (to, type) =>
        {
            to.Byte(0x60).U32(type.Parameters.Length);
            foreach (ValueKind kind in type.Parameters)
                to.Byte((int)kind);
            to.U32(type.Results.Length);
            foreach (ValueKind kind in type.Results)
                to.Byte((int)kind);
        });
        module.Section(2, new BinaryBuilder().U32(_importCount).Bytes(_imports.ToArray()));
        module.Section(3, _types, (to, type) => to.U32(type));
        module.Section(4, _tables, WriteTable);
        if (_hasMemory)
            module.Section(5, [0], (to, _) => WriteMemory(to));
        module.Section(6, _globals, (to, global) => to.Bytes(global));
        module.Section(7, _exports, (to, export) => to.Name(export.Name).Byte(export.Kind).U32(export.Index));
        if (_start >= 0)
            module.Section(8, new BinaryBuilder().U32(_start));
        module.Section(9, _elements, (to, element) => element(to));
        if (_data.Count > 0)
            module.Section(12, new BinaryBuilder().U32(_data.Count));
        module.Section(10, _bodies, (to, body) => to.U32(body.Length).Bytes(body));
        module.Section(11, _data, (to, data) => data(to));
        return module.ToArray();
    }

    static void WriteTable(BinaryBuilder to, TableType type) =>
        to.Byte((int)type.Element).Byte(1).U32(type.Minimum).U32(type.Maximum ?? 0);

    static void WriteMemory(BinaryBuilder to) => to.Byte(1).U32(Pages).U32(MostPages);
}
