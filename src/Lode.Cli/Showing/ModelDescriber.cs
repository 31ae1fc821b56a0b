using System.Text.Json.Nodes;
using Lode.Formats;
using Lode.Generation;
using Lode.Weights;

namespace Lode.Cli.Showing;

/// <summary>Reads what <c>lode show</c> tells out of a file, whether its model can be run or not.</summary>
static class ModelDescriber
{
    const string ArchitectureKey = "general.architecture";
    const string NameKey = "general.name";

    /// <exception cref="ModelFormatException">The file is damaged.</exception>
    public static ModelDescription Describe(string path, bool withTensors, bool withMetadata)
    {
        using GgufModel model = ModelFiles.Open(path);
        string? architecture = FindText(model.Metadata, ArchitectureKey);
        string? obstacle = FindObstacle(path);
        return new ModelDescription
        {
            Architecture = architecture,
            Name = FindText(model.Metadata, NameKey),
            Runs = obstacle is null,
            RunsNot = obstacle,
            Parameters = model.Tensors.Sum(tensor => GgufSections.IsSection(tensor) ? 0 : tensor.ElementCount),
            Files = DescribeFiles(model),
            Hyperparameters = ReadHyperparameters(model.Metadata, architecture),
            Tokenizer = TokenizerDescriber.Describe(model),
            TensorTypes = [.. model.Tensors.GroupBy(tensor => tensor.Type)
                .Select(group => new TypeDescription(GgmlTypes.Name(group.Key), group.Count(),
                    group.Sum(tensor => tensor.ElementCount), group.Sum(tensor => tensor.ByteLength)))
                .OrderByDescending(type => type.Bytes)],
            Tensors = withTensors ? [.. model.Tensors.Select(Describe)] : null,
            Metadata = withMetadata ? [.. model.Metadata.Keys.Select(key => MetadataReader.Read(model.Metadata, key))] : null,
        };
    }

    /// <summary>A text, or null where the key is missing or not a text.</summary>
    internal static string? FindText(GgufMetadata metadata, string key) =>
        metadata.TryGet(key, out GgufValue value) && value.Type == GgufValueType.String
            ? System.Text.Encoding.UTF8.GetString(value.AsUtf8())
            : null;

    // The loader is the one place that knows what can be run.
    static string? FindObstacle(string path)
    {
        try
        {
            using LanguageModel model = LanguageModel.Open(path);
            _ = model.Tokenizer;
            return null;
        }
        catch (ModelFormatException error)
        {
            string prefix = $"{error.File}: ";
            return error.Message.StartsWith(prefix, StringComparison.Ordinal) ? error.Message[prefix.Length..] : error.Message;
        }
    }

    static JsonObject ReadHyperparameters(GgufMetadata metadata, string? architecture)
    {
        JsonObject parameters = [];
        string prefix = $"{architecture}.";
        if (architecture is null)
            return parameters;
        foreach (string key in metadata.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)))
            parameters[key[prefix.Length..]] = MetadataReader.Read(metadata, key).Value;
        return parameters;
    }

    // Where tensors lie in other files, the header was made in memory.
    static FileDescription[] DescribeFiles(GgufModel model)
    {
        string[] others = [.. model.Tensors.Select(tensor => tensor.Path).Except(model.Files.Select(file => file.File.Path))];
        return others.Length > 0
            ? [.. others.Select(path => new FileDescription(path, new FileInfo(path).Length, null, null, null))]
            : [.. model.Files.Select(file =>
                new FileDescription(file.File.Path, file.File.Length, file.HeaderLength, file.Version, file.Alignment))];
    }

    static TensorDescription Describe(GgufTensor tensor) =>
        new(tensor.Name, GgmlTypes.Name(tensor.Type), tensor.Dimensions.ToArray(), tensor.Path, tensor.Offset, tensor.ByteLength);
}
