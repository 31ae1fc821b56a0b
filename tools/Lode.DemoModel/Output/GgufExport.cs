using System.Runtime.InteropServices;
using Lode.DemoModel.Kernels;
using Lode.DemoModel.Training;
using Lode.DemoModel.Vocabulary;
using Lode.Formats;

namespace Lode.DemoModel.Output;

/// <summary>Writes the model as a GGUF file: matrices in Q8_0, gains in F32.</summary>
static class GgufExport
{
    // One turn after the other, as in training; a reply ends with <|end|>.
    const string ChatTemplate =
        "{{ bos_token }}{% for message in messages %}"
        + "{% if message['role'] == 'assistant' %}{{ '<|assistant|>' + message['content'] + '<|end|>' }}"
        + "{% elif message['role'] == 'user' %}{{ '<|user|>' + message['content'] }}{% endif %}"
        + "{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}";

    const int Normal = 1, Control = 3, MostlyQ8 = 7;

    public static void Write(string path, Weights weights, BytePairVocabulary vocabulary)
    {
        string temporary = path + ".part";
        using (GgufWriter writer = new(File.Create(temporary)))
        {
            Describe(writer, weights.Layout.Shape);
            AddVocabulary(writer, vocabulary);
            ExportedTensor[] tensors = [.. ExportedTensor.All(weights.Layout)];
            foreach (ExportedTensor tensor in tensors)
            {
                if (!tensor.Source.IsMatrix)
                    writer.AddTensor(tensor.Name, GgmlType.F32, tensor.Columns);
                else if (tensor.Transposed)
                    writer.AddTensor(tensor.Name, GgmlType.Q8_0, tensor.Source.Rows, tensor.Columns);
                else
                    writer.AddTensor(tensor.Name, GgmlType.Q8_0, tensor.Source.Columns, tensor.Source.Rows);
            }
            foreach (ExportedTensor tensor in tensors)
            {
                float[] values = tensor.Values(weights.Span);
                writer.WriteTensor(tensor.Source.IsMatrix ? Q8Blocks.Quantize(values) : MemoryMarshal.AsBytes<float>(values));
            }
            writer.Complete();
        }
        File.Move(temporary, path, overwrite: true);
    }

    static void Describe(GgufWriter writer, Shape shape)
    {
        writer.Add("general.architecture", "llama");
        writer.Add("general.name", "Lode demo");
        writer.Add("general.description", "A very small storyteller, trained for Lode on text that its own tool generates.");
        writer.Add("general.license", "MIT");
        writer.Add("general.size_label", "1.1M");
        writer.Add("general.file_type", (uint)MostlyQ8);
        writer.Add("general.quantization_version", 2u);
        writer.Add("llama.block_count", (uint)shape.Layers);
        writer.Add("llama.context_length", (uint)shape.Context);
        writer.Add("llama.embedding_length", (uint)shape.Width);
        writer.Add("llama.feed_forward_length", (uint)shape.Hidden);
        writer.Add("llama.attention.head_count", (uint)shape.Heads);
        writer.Add("llama.attention.head_count_kv", (uint)shape.KeyHeads);
        writer.Add("llama.attention.layer_norm_rms_epsilon", RmsNorm.Epsilon);
        writer.Add("llama.rope.dimension_count", (uint)Rope.HeadWidth);
        writer.Add("llama.rope.freq_base", 10000f);
        writer.Add("llama.vocab_size", (uint)shape.Vocabulary);
    }

    static void AddVocabulary(GgufWriter writer, BytePairVocabulary vocabulary)
    {
        string[] tokens = [.. Enumerable.Range(0, vocabulary.Size).Select(vocabulary.Spelling)];
        string[] merges = [.. vocabulary.Merges.Select(merge => $"{vocabulary.Spelling(merge.Left)} {vocabulary.Spelling(merge.Right)}")];
        int[] types = [.. Enumerable.Range(0, vocabulary.Size).Select(token => token < BytePairVocabulary.FirstByte ? Control : Normal)];
        writer.Add("tokenizer.ggml.model", "gpt2");
        writer.Add("tokenizer.ggml.pre", "gpt-2");
        writer.AddArray("tokenizer.ggml.tokens", tokens);
        writer.AddArray<int>("tokenizer.ggml.token_type", types);
        writer.AddArray("tokenizer.ggml.merges", merges);
        writer.Add("tokenizer.ggml.bos_token_id", (uint)BytePairVocabulary.Begin);
        writer.Add("tokenizer.ggml.eos_token_id", (uint)BytePairVocabulary.End);
        writer.Add("tokenizer.ggml.add_bos_token", true);
        writer.Add("tokenizer.ggml.add_eos_token", false);
        writer.Add("tokenizer.chat_template", ChatTemplate);
    }
}
