using System.Text;
using System.Text.Json.Nodes;
using Lode.Cli.Streams;
using Lode.Usage;

namespace Lode.Cli.Showing;

/// <summary>A <see cref="ModelDescription"/> as text.</summary>
static class ModelPage
{
    const int NameWidth = 32;

    public static string Write(ModelDescription model, Style style)
    {
        StringBuilder page = new();
        Heading(page, style, "Model");
        Row(page, "architecture", model.Architecture is null ? "not named in the file" : Printable.Escape(model.Architecture));
        if (model.Name is not null)
            Row(page, "name", Printable.Escape(model.Name));
        Row(page, "parameters", UsageFormat.Count(model.Parameters));
        foreach (FileDescription file in model.Files)
        {
            string header = file.HeaderBytes is long length ? $", header {UsageFormat.Bytes(length)}, GGUF {file.GgufVersion}" : "";
            Row(page, "file", $"{file.Path} ({UsageFormat.Bytes(file.Bytes)}{header})");
        }
        Row(page, "runs", model.Runs ? "yes" : $"no: {Printable.Escape(model.RunsNot ?? "")}");

        if (model.Hyperparameters.Count > 0)
        {
            Heading(page, style, "Hyper-parameters");
            foreach ((string name, JsonNode? value) in model.Hyperparameters)
                Row(page, Printable.Escape(name), Value(value));
        }
        if (model.Tokenizer is TokenizerDescription tokenizer)
        {
            Heading(page, style, "Tokenizer");
            Row(page, "kind", Printable.Escape(tokenizer.Kind ?? "not named in the file") + (tokenizer.Pre is null ? "" : $" ({Printable.Escape(tokenizer.Pre)})"));
            Row(page, "vocabulary", $"{UsageFormat.Count(tokenizer.VocabularySize)} tokens");
            foreach (SpecialTokenDescription token in tokenizer.SpecialTokens)
                Row(page, Printable.Escape(token.Role), $"{token.Id}{(token.Text is null ? ", not in the vocabulary" : $" {Printable.Quote(token.Text)}")}");
        }
        Types(page, style, model);
        Tensors(page, style, model);
        Metadata(page, style, model);
        return page.ToString();
    }

    static void Types(StringBuilder page, Style style, ModelDescription model)
    {
        long all = model.TensorTypes.Sum(type => type.Bytes);
        Heading(page, style, "Tensors by type");
        foreach (TypeDescription type in model.TensorTypes)
        {
            page.Append("  ").Append(type.Type.PadRight(8)).Append($"{UsageFormat.Count(type.Count)} tensors".PadLeft(16))
                .Append(UsageFormat.Bytes(type.Bytes).PadLeft(14)).Append(UsageFormat.Percent(type.Bytes, all).PadLeft(8)).Append('\n');
        }
        if (model.TensorTypes.Count == 0)
            page.Append("  none\n");
    }

    static void Tensors(StringBuilder page, Style style, ModelDescription model)
    {
        if (model.Tensors is null)
            return;
        Heading(page, style, "Tensors");
        int name = model.Tensors.Select(tensor => tensor.Name.Length).DefaultIfEmpty().Max();
        string? file = null;
        foreach (TensorDescription tensor in model.Tensors)
        {
            if (model.Files.Count > 1 && file != tensor.File)
                page.Append("  ").Append(file = tensor.File).Append('\n');
            page.Append("  ").Append(Printable.Escape(tensor.Name).PadRight(name + 2)).Append(tensor.Type.PadRight(8))
                .Append($"[{string.Join(", ", tensor.Shape)}]".PadRight(24)).Append($"at {UsageFormat.Count(tensor.Offset)}".PadRight(20))
                .Append(UsageFormat.Count(tensor.Bytes)).Append(" bytes\n");
        }
    }

    static void Metadata(StringBuilder page, Style style, ModelDescription model)
    {
        if (model.Metadata is null)
            return;
        Heading(page, style, "Metadata");
        foreach (MetadataDescription entry in model.Metadata)
        {
            string count = entry.Count is not long length ? "" : entry.Value is JsonArray ? $"[{UsageFormat.Count(length)}]" : $"[{UsageFormat.Count(length)} bytes]";
            bool cut = entry.Count is long all && (entry.Value is not JsonArray shown || shown.Count < all);
            Row(page, Printable.Escape(entry.Key), $"{entry.Type}{count} {Value(entry.Value)}{(cut ? " ..." : "")}", NameWidth + 12);
        }
    }

    static string Value(JsonNode? value) => value switch
    {
        JsonArray array => $"[{string.Join(", ", array.Select(Value))}]",
        JsonValue scalar when scalar.TryGetValue(out string? text) => Printable.Quote(text),
        _ => value?.ToJsonString() ?? "",
    };

    static void Heading(StringBuilder page, Style style, string title) =>
        page.Append(page.Length > 0 ? "\n" : "").Append(style.Strong(title)).Append('\n');

    static void Row(StringBuilder page, string name, string value, int width = NameWidth) =>
        page.Append("  ").Append(name.PadRight(width)).Append("  ").Append(value).Append('\n');
}
