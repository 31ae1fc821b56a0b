using System.Text.Json;
using Lode.Memory;

namespace Lode.Formats;

/// <summary>Reads <c>model.safetensors.index.json</c>: which shard holds which tensor.</summary>
/// <remarks>
/// <c>{"metadata":{...},"weight_map":{"TENSOR":"FILE",...}}</c>, as the transformers library writes it. The files lie in the folder of the
/// index; a name that leads elsewhere is refused.
/// </remarks>
static class SafetensorsIndex
{
    public const string Ending = ".safetensors.index.json";

    /// <summary>The file name of every tensor's shard, in the order of the index.</summary>
    public static OrderedDictionary<string, string> Read(string path)
    {
        using MappedFile file = MappedFile.Open(path);
        if (file.Length > SafetensorsLimits.IndexBytes)
        {
            throw new ModelFormatException(path, SafetensorsLimits.IndexBytes, $"an index of at most {SafetensorsLimits.IndexBytes} bytes",
                $"{file.Length}", GgufAdvice.Damaged);
        }
        using MappedView view = file.View(0, file.Length);
        SafetensorsJson json = new(path, view.Span(0, (int)view.Length), 0);
        OrderedDictionary<string, string>? shards = null;
        json.Expect(JsonTokenType.StartObject, "an index that is one JSON object");
        while (NextKey(ref json))
        {
            if (!json.Is("weight_map"u8))
            {
                json.SkipValue();
                continue;
            }
            if (shards is not null)
                throw json.Error(json.Offset, "one weight_map", "a second", GgufAdvice.NotConverted);
            shards = ReadMap(ref json);
        }
        json.Next(); // nothing but blanks may follow
        return shards ?? throw new ModelFormatException(path, "the index", "a weight_map", "none", GgufAdvice.NotConverted);
    }

    static OrderedDictionary<string, string> ReadMap(ref SafetensorsJson json)
    {
        OrderedDictionary<string, string> shards = [];
        Dictionary<string, string> files = [];
        json.Expect(JsonTokenType.StartObject, "an object as weight_map");
        while (NextKey(ref json))
        {
            long offset = json.Offset;
            string tensor = json.Name("a tensor's name");
            json.Expect(JsonTokenType.String, "the file name of the shard", tensor);
            string name = json.Name("the file name of a shard");
            if (!IsFileName(name))
            {
                throw json.Error(json.Offset, "the name of a file in the folder of the index", $"'{name}'",
                    "the index is damaged or hostile; get it again from a source that you trust");
            }
            if (!files.TryGetValue(name, out string? shared))
            {
                if (files.Count == SafetensorsLimits.Shards)
                    throw json.Error(json.Offset, $"at most {SafetensorsLimits.Shards} shards", "one more", GgufAdvice.Damaged);
                files.Add(name, shared = name); // one string for all tensors of a shard
            }
            if (shards.Count == SafetensorsLimits.Tensors)
                throw json.Error(offset, $"at most {SafetensorsLimits.Tensors} tensors", "one more", GgufAdvice.Damaged);
            if (!shards.TryAdd(tensor, shared))
                throw json.Error(offset, "every tensor once", $"a second '{tensor}'", GgufAdvice.NotConverted);
        }
        return shards;
    }

    static bool NextKey(ref SafetensorsJson json)
    {
        json.Next();
        return json.Type != JsonTokenType.EndObject;
    }

    static bool IsFileName(string name) =>
        name is not ("." or "..") && !name.AsSpan().ContainsAny('/', '\\', ':') && Path.GetFileName(name) == name;
}
