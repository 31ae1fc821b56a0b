using FsCheck;
using FsCheck.Fluent;

namespace Lode.Formats.Tests;

/// <summary>What the writer writes, the reader reads.</summary>
public sealed class GgufRoundTripTests : IDisposable
{
    static readonly GgmlType[] s_types = Enum.GetValues<GgmlType>();
    readonly TempFolder _folder = new();

    /// <summary>Any text but halves of surrogate pairs, which UTF-8 has no bytes for.</summary>
    static Gen<string> Texts { get; } = ArbMap.Default.ArbFor<string?>().Generator
        .Select(text => new string((text ?? "").Where(c => !char.IsSurrogate(c)).ToArray()) + "é😀");

    static Gen<object> Values { get; } = Gen.OneOf(
        Boxed<bool>(), Boxed<byte>(), Boxed<sbyte>(), Boxed<ushort>(), Boxed<short>(), Boxed<uint>(), Boxed<int>(),
        ArbMap.Default.ArbFor<long>().Generator.Select(value => (object)((ulong)value >> 1)),
        Boxed<long>(), Boxed<float>(), Boxed<double>(), ArrayOf<bool>(), ArrayOf<byte>(), ArrayOf<short>(), ArrayOf<uint>(), ArrayOf<int>(),
        ArrayOf<long>(), ArrayOf<float>(), ArrayOf<double>(),
        Texts.Select(object (text) => text), Texts.ArrayOf().Select(object (texts) => texts));

    static Gen<TensorShape> Shapes { get; } =
        from type in Gen.Elements(s_types)
        from blocks in Gen.Choose(1, 3)
        from rest in Gen.Choose(1, 5).Select(n => (long)n).ArrayOf(2)
        from rank in Gen.Choose(1, 3)
        select new TensorShape(type, [blocks * GgmlTypes.BlockSize(type), .. rest.Take(rank - 1)]);

    [Fact]
    public void Metadata_comes_back_and_copies_byte_for_byte() => Prop.ForAll(Values.ListOf().ToArbitrary(), values =>
    {
        string path = _folder.File("meta.gguf"), copyPath = _folder.File("copy.gguf");
        using (GgufWriter writer = new(File.Create(path)))
        {
            for (int i = 0; i < values.Count; i++)
                Add(writer, $"key.{i}", values[i]);
            writer.Complete();
        }
        using GgufFile file = GgufFile.Open(path);
        file.Metadata.Keys.ShouldBe(Enumerable.Range(0, values.Count).Select(i => $"key.{i}"));
        using (GgufWriter copy = new(File.Create(copyPath)))
        {
            for (int i = 0; i < values.Count; i++)
            {
                file.Metadata.TryGet($"key.{i}", out GgufValue value).ShouldBeTrue();
                Read(value).ShouldBe(values[i]);
                copy.Add($"key.{i}", value);
            }
            copy.Complete();
        }
        File.ReadAllBytes(copyPath).ShouldBe(File.ReadAllBytes(path));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Tensors_come_back() => Prop.ForAll(
        Shapes.ListOf().ToArbitrary(), Gen.Elements(8, 32, 64, 4096).ToArbitrary(), Gen.Choose(1, 500).ToArbitrary(),
        (shapes, alignment, part) =>
        {
            string path = _folder.File("tensors.gguf");
            Random random = new(part);
            List<byte[]> contents = [];
            using (GgufWriter writer = new(File.Create(path), alignment))
            {
                for (int i = 0; i < shapes.Count; i++)
                    writer.AddTensor($"t{i}", shapes[i].Type, shapes[i].Dimensions);
                foreach (TensorShape shape in shapes)
                {
                    byte[] content = new byte[GgmlTypes.ByteLength(shape.Type, shape.Dimensions.Aggregate(1L, (a, b) => a * b))];
                    random.NextBytes(content);
                    contents.Add(content);
                    for (int at = 0; at < content.Length; at += part)
                        writer.WriteTensor(content.AsSpan(at, Math.Min(part, content.Length - at)));
                }
                writer.Complete();
            }

            using GgufFile file = GgufFile.Open(path);
            file.Alignment.ShouldBe(alignment);
            file.Tensors.Count.ShouldBe(shapes.Count);
            for (int i = 0; i < shapes.Count; i++)
            {
                GgufTensor tensor = file.Tensors[i];
                tensor.Name.ShouldBe($"t{i}");
                tensor.Type.ShouldBe(shapes[i].Type);
                tensor.Dimensions.ToArray().ShouldBe(shapes[i].Dimensions);
                (tensor.Offset % alignment).ShouldBe(0);
                using Memory.MappedView view = file.File.View(tensor.Offset, tensor.ByteLength);
                view.Span(0, (int)view.Length).SequenceEqual(contents[i]).ShouldBeTrue(tensor.Name);
            }
        }).QuickCheckThrowOnFailure();

    public void Dispose() => _folder.Dispose();

    static Gen<object> Boxed<T>() where T : struct => ArbMap.Default.ArbFor<T>().Generator.Select(value => (object)value);

    static Gen<object> ArrayOf<T>() where T : struct => ArbMap.Default.ArbFor<T[]>().Generator.Select(values => (object)values);

    static void Add(GgufWriter writer, string key, object value)
    {
        switch (value)
        {
            case string v: writer.Add(key, v); break;
            case bool v: writer.Add(key, v); break;
            case byte v: writer.Add(key, v); break;
            case sbyte v: writer.Add(key, v); break;
            case ushort v: writer.Add(key, v); break;
            case short v: writer.Add(key, v); break;
            case uint v: writer.Add(key, v); break;
            case int v: writer.Add(key, v); break;
            case ulong v: writer.Add(key, v); break;
            case long v: writer.Add(key, v); break;
            case float v: writer.Add(key, v); break;
            case double v: writer.Add(key, v); break;
            case string[] v: writer.AddArray(key, v); break;
            case bool[] v: writer.AddArray<bool>(key, v); break;
            // The runtime calls an array of one sign an array of the other, too: ask for the exact type.
            case byte[] v when v.GetType() == typeof(byte[]): writer.AddArray<byte>(key, v); break;
            case short[] v when v.GetType() == typeof(short[]): writer.AddArray<short>(key, v); break;
            case uint[] v when v.GetType() == typeof(uint[]): writer.AddArray<uint>(key, v); break;
            case int[] v when v.GetType() == typeof(int[]): writer.AddArray<int>(key, v); break;
            case long[] v when v.GetType() == typeof(long[]): writer.AddArray<long>(key, v); break;
            case float[] v: writer.AddArray<float>(key, v); break;
            case double[] v: writer.AddArray<double>(key, v); break;
            default: throw new InvalidOperationException($"no case for {value.GetType()}");
        }
    }

    static object Read(GgufValue value) => value.Type switch
    {
        GgufValueType.String => value.AsString(),
        GgufValueType.Bool => value.AsBoolean(),
        GgufValueType.UInt8 => (byte)value.AsInteger(),
        GgufValueType.Int8 => (sbyte)value.AsInteger(),
        GgufValueType.UInt16 => (ushort)value.AsInteger(),
        GgufValueType.Int16 => (short)value.AsInteger(),
        GgufValueType.UInt32 => (uint)value.AsInteger(),
        GgufValueType.Int32 => (int)value.AsInteger(),
        GgufValueType.Int64 => value.AsInteger(),
        GgufValueType.UInt64 => (ulong)value.AsInteger(),
        GgufValueType.Float32 => (float)value.AsNumber(),
        GgufValueType.Float64 => value.AsNumber(),
        GgufValueType.Array => Read(value.AsArray()),
        _ => throw new InvalidOperationException($"no case for {value.Type}"),
    };

    static object Read(GgufArray array) => array.ElementType switch
    {
        GgufValueType.String => Strings(array),
        GgufValueType.Bool => Elements(array, array.GetBoolean),
        GgufValueType.UInt8 => Elements(array, i => (byte)array.GetInteger(i)),
        GgufValueType.Int16 => Elements(array, i => (short)array.GetInteger(i)),
        GgufValueType.UInt32 => Elements(array, i => (uint)array.GetInteger(i)),
        GgufValueType.Int32 => Copied<int>(array, (a, to) => a.CopyTo(to)),
        GgufValueType.Int64 => Elements(array, array.GetInteger),
        GgufValueType.Float32 => Copied<float>(array, (a, to) => a.CopyTo(to)),
        GgufValueType.Float64 => Elements(array, array.GetNumber),
        _ => throw new InvalidOperationException($"no case for {array.ElementType}"),
    };

    static T[] Elements<T>(GgufArray array, Func<long, T> get) => [.. Enumerable.Range(0, (int)array.Count).Select(i => get(i))];

    static T[] Copied<T>(GgufArray array, Action<GgufArray, T[]> copy)
    {
        T[] elements = new T[array.Count];
        copy(array, elements);
        return elements;
    }

    static string[] Strings(GgufArray array)
    {
        List<string> texts = [];
        foreach (ReadOnlySpan<byte> utf8 in array.EnumerateStrings())
            texts.Add(System.Text.Encoding.UTF8.GetString(utf8));
        return [.. texts];
    }

    sealed record TensorShape(GgmlType Type, long[] Dimensions);
}
