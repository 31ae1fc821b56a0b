using System.Text.Json;
using Lode.Memory;

namespace Lode.Formats;

/// <summary>Reads a safetensors header and holds it to the rules of the format.</summary>
/// <remarks>
/// The rules: one object, no key twice, shapes and types that give exactly the bytes between the offsets, and offsets that cover the data
/// from its first byte on, without holes and overlaps. Source: README.md and <c>tensor.rs</c> of huggingface/safetensors.
/// </remarks>
ref struct SafetensorsHeaderReader
{
    const string MetadataKey = "__metadata__";
    const int LongestType = 16;
    readonly string _path;
    readonly MappedFile? _file;
    readonly long _data;
    readonly OrderedDictionary<string, SafetensorsTensor> _tensors = [];
    readonly List<long> _places = [];
    OrderedDictionary<string, string>? _metadata;
    SafetensorsJson _json;

    public SafetensorsHeaderReader(string path, MappedFile? file, ReadOnlySpan<byte> json)
    {
        _path = path;
        _file = file;
        _data = SafetensorsHeader.LengthBytes + json.Length;
        _json = new SafetensorsJson(path, json, SafetensorsHeader.LengthBytes);
    }

    public SafetensorsHeader Read()
    {
        _json.Expect(JsonTokenType.StartObject, "a header that is one JSON object");
        while (NextKey("a tensor's name"))
        {
            long offset = _json.Offset;
            string name = _json.Name("a tensor's name");
            if (name == MetadataKey ? _metadata is not null : _tensors.ContainsKey(name))
                throw _json.Error(offset, "every key once", $"a second '{name}'", GgufAdvice.NotConverted);
            if (name == MetadataKey)
                _metadata = ReadMetadata();
            else
                ReadTensor(name);
        }
        _json.Next(); // nothing but blanks may follow
        (OrderedDictionary<string, SafetensorsTensor> tensors, long length) = InOrder();
        return new SafetensorsHeader(tensors, _metadata ?? [], length);
    }

    OrderedDictionary<string, string> ReadMetadata()
    {
        OrderedDictionary<string, string> metadata = [];
        _json.Expect(JsonTokenType.StartObject, "an object of strings", MetadataKey);
        long start = _json.Offset;
        while (NextKey("a metadata key"))
        {
            long offset = _json.Offset;
            string key = _json.Text(SafetensorsLimits.NameBytes, "a metadata key");
            _json.Expect(JsonTokenType.String, "a string as metadata", key);
            if (_json.Offset - start > SafetensorsLimits.MetadataBytes)
            {
                throw _json.Error(offset, $"at most {SafetensorsLimits.MetadataBytes} bytes of metadata", $"{_json.Offset - start}",
                    GgufAdvice.Damaged);
            }
            if (!metadata.TryAdd(key, _json.Text(SafetensorsLimits.MetadataBytes, "metadata")))
                throw _json.Error(offset, "every metadata key once", $"a second '{key}'", GgufAdvice.NotConverted);
        }
        return metadata;
    }

    void ReadTensor(string name)
    {
        if (_tensors.Count == SafetensorsLimits.Tensors)
            throw _json.Error(_json.Offset, $"at most {SafetensorsLimits.Tensors} tensors", "one more", GgufAdvice.Damaged);
        SafetensorsType? type = null;
        long[]? shape = null;
        (long Begin, long End)? range = null;
        long typeAt = 0, shapeAt = 0, rangeAt = 0;
        _json.Expect(JsonTokenType.StartObject, "an object with dtype, shape and data_offsets", name);
        while (NextKey("dtype, shape or data_offsets"))
        {
            long offset = _json.Offset;
            bool isType = _json.Is("dtype"u8), isShape = _json.Is("shape"u8), isRange = _json.Is("data_offsets"u8);
            if (!isType && !isShape && !isRange)
                throw _json.Unexpected("dtype, shape and data_offsets, and nothing else,", name);
            if (isType ? type is not null : isShape ? shape is not null : range is not null)
                throw _json.Error(offset, $"every property of tensor '{name}' once", "a second of the same name", GgufAdvice.NotConverted);
            if (isType)
                type = ReadType(name, out typeAt);
            else if (isShape)
                shape = ReadShape(name, out shapeAt);
            else
                range = ReadRange(name, out rangeAt);
        }
        if (type is null || shape is null || range is null)
        {
            string missing = type is null ? "dtype" : shape is null ? "shape" : "data_offsets";
            throw _json.Error(_json.Offset, $"dtype, shape and data_offsets for tensor '{name}'", $"no {missing}", GgufAdvice.Damaged);
        }
        long elements = Product(shape, name, shapeAt);
        if (!SafetensorsTypes.TryByteLength(type.Value, elements, out long bytes))
        {
            throw _json.Error(typeAt, $"a size of tensor '{name}' in whole bytes that fits 63 bits",
                $"{elements} elements of {SafetensorsTypes.Name(type.Value)}", GgufAdvice.Damaged);
        }
        if (range.Value.End - range.Value.Begin != bytes)
        {
            throw _json.Error(rangeAt, $"{bytes} bytes of tensor '{name}', as its shape and type say",
                $"{range.Value.End - range.Value.Begin} between its offsets", GgufAdvice.Damaged);
        }
        _tensors.Add(name, new SafetensorsTensor(_path, _file, name, type.Value, shape, _data + range.Value.Begin, bytes));
        _places.Add(rangeAt);
    }

    SafetensorsType ReadType(string name, out long offset)
    {
        _json.Expect(JsonTokenType.String, "a string as dtype", name);
        offset = _json.Offset;
        Span<char> text = stackalloc char[LongestType];
        return _json.TryCopy(ref text) && SafetensorsTypes.TryParse(text, out SafetensorsType type)
            ? type
            : throw _json.Error(offset, $"a known dtype for tensor '{name}'", $"'{_json.Text(SafetensorsLimits.NameBytes, "a dtype")}'",
                GgufAdvice.NeedsNewer);
    }

    long[] ReadShape(string name, out long offset)
    {
        Span<long> extents = stackalloc long[SafetensorsLimits.Dimensions];
        int rank = 0;
        _json.Expect(JsonTokenType.StartArray, "an array as shape", name);
        offset = _json.Offset;
        while (_json.Next() && _json.Type != JsonTokenType.EndArray)
        {
            if (rank == extents.Length)
                throw _json.Error(_json.Offset, $"at most {extents.Length} dimensions for tensor '{name}'", "one more", GgufAdvice.Damaged);
            extents[rank++] = _json.Number("an extent", name);
        }
        return extents[..rank].ToArray();
    }

    (long Begin, long End) ReadRange(string name, out long offset)
    {
        _json.Expect(JsonTokenType.StartArray, "two offsets in an array as data_offsets", name);
        offset = _json.Offset;
        _json.Next();
        long begin = _json.Number("the first offset", name);
        _json.Next();
        long end = _json.Number("the second offset", name);
        _json.Expect(JsonTokenType.EndArray, "two offsets, and no more,", name);
        if (end < begin)
            throw _json.Error(offset, $"offsets of tensor '{name}' that ascend", $"[{begin},{end}]", GgufAdvice.Damaged);
        // Sums with the start of the data must not wrap.
        return end <= long.MaxValue - _data
            ? (begin, end)
            : throw _json.Error(offset, $"an offset of tensor '{name}' within the file", $"{end}", GgufAdvice.Damaged);
    }

    /// <summary>Multiplies the extents; one of 0 makes the whole tensor empty, whatever the others are.</summary>
    readonly long Product(long[] shape, string name, long offset)
    {
        if (Array.IndexOf(shape, 0) >= 0)
            return 0;
        long product = 1;
        foreach (long extent in shape)
        {
            if (extent > long.MaxValue / product)
            {
                throw _json.Error(offset, $"a shape of tensor '{name}' with at most {long.MaxValue} elements",
                    $"[{string.Join(", ", shape)}]", GgufAdvice.Damaged);
            }
            product *= extent;
        }
        return product;
    }

    /// <summary>Puts the tensors in the order of their bytes, having checked that these cover the data.</summary>
    readonly (OrderedDictionary<string, SafetensorsTensor> Tensors, long DataLength) InOrder()
    {
        long end = _data;
        bool ordered = true;
        foreach (SafetensorsTensor tensor in _tensors.Values)
        {
            ordered &= tensor.Offset == end;
            end = tensor.Offset + tensor.ByteLength;
        }
        if (ordered)
            return (_tensors, end - _data);

        (SafetensorsTensor Tensor, long Place)[] sorted = [.. _tensors.Values.Zip(_places)];
        Array.Sort(sorted, static (a, b) => (a.Tensor.Offset, a.Tensor.ByteLength).CompareTo((b.Tensor.Offset, b.Tensor.ByteLength)));
        OrderedDictionary<string, SafetensorsTensor> tensors = new(sorted.Length);
        end = _data;
        string before = "the data begins";
        foreach ((SafetensorsTensor tensor, long place) in sorted)
        {
            if (tensor.Offset != end)
            {
                throw _json.Error(place, $"tensor '{tensor.Name}' at byte {end - _data} of the data, where {before}",
                    $"{(tensor.Offset < end ? "an overlap from" : "a hole up to")} byte {tensor.Offset - _data}", GgufAdvice.NotConverted);
            }
            end += tensor.ByteLength;
            tensors.Add(tensor.Name, tensor);
            before = $"'{tensor.Name}' ends";
        }
        return (tensors, end - _data);
    }

    bool NextKey(string expected)
    {
        _json.Next();
        return _json.Type switch
        {
            JsonTokenType.EndObject => false,
            JsonTokenType.PropertyName => true,
            _ => throw _json.Unexpected(expected),
        };
    }
}
