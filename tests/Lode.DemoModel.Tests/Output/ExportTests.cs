using Lode.DemoModel.Kernels;
using Lode.DemoModel.Output;
using Lode.DemoModel.Sampling;
using Lode.DemoModel.Training;
using Lode.DemoModel.Vocabulary;

namespace Lode.DemoModel.Tests.Output;

public sealed class ExportTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lode-demo-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <remarks>The plain decoder shares no code with training, and reads what the file holds: tensor names, transposes, heads and vocabulary.</remarks>
    [Fact]
    public unsafe void The_file_predicts_what_training_predicted()
    {
        Shape shape = new(Vocabulary: 512, Width: 64, Layers: 2, Heads: 2, KeyHeads: 1, Hidden: 96, Context: 256);
        BytePairVocabulary vocabulary = BytePairTrainer.Train(1, 300, shape.Vocabulary);
        using Trainer trainer = new(shape, vocabulary, seed: 1, threads: 2);
        for (int i = 0; i < 20; i++)
            trainer.Run(20);
        string path = Path.Combine(_folder, "tiny.gguf");
        GgufExport.Write(path, trainer.Weights, vocabulary);
        ModelFile file = ModelFile.Read(path);
        file.Shape.ShouldBe(shape);
        file.Vocabulary.Merges.ShouldBe(vocabulary.Merges);

        // The first document of a row, as the only one: the decoder knows no others.
        Row row = new RowBuilder(vocabulary, shape.Context).Build(2, 0, 0);
        int length = row.Starts.TakeWhile(start => start == 0).Count();
        row = row with { Targets = [.. row.Targets.Select((target, at) => at < length ? target : -1)] };
        trainer.Weights.Pack(new ParallelOptions());
        using Network network = new(trainer.Weights);
        using Workspace space = new(shape);
        double expected = network.Run(row, 1, null, space);

        using Decoder decoder = new(file);
        double loss = 0;
        for (int at = 0; at < length; at++)
        {
            float[] logits = decoder.Step(row.Tokens[at]);
            if (row.Targets[at] >= 0)
                loss += Math.Log(logits.Sum(logit => Math.Exp(logit))) - logits[row.Targets[at]];
        }
        // Q8_0 is the only difference.
        loss.ShouldBe(expected, 5e-3 * expected);
    }

    [Fact]
    public void A_checkpoint_continues_to_the_same_bits()
    {
        BytePairVocabulary vocabulary = BytePairTrainer.Train(1, 3000, Shape.Demo.Vocabulary);
        string path = Path.Combine(_folder, "half.checkpoint");
        using Trainer whole = new(Shape.Demo, vocabulary, seed: 1, threads: 2);
        whole.Run(2);
        Checkpoint.Save(path, whole, vocabulary, seed: 1, steps: 2);
        whole.Run(2);
        SavedTraining saved = Checkpoint.Load(path, threads: 2);
        using Trainer resumed = saved.Trainer;
        (saved.Seed, saved.Steps, resumed.Step).ShouldBe((1UL, 2, 1));
        resumed.Run(2);
        resumed.Hash.ShouldBe(whole.Hash);
    }

    [Fact]
    public void What_is_no_checkpoint_is_refused_by_name()
    {
        string path = Path.Combine(_folder, "other");
        File.WriteAllText(path, "something else");
        Should.Throw<IOException>(() => Checkpoint.Load(path, threads: 1)).Message.ShouldContain(path);
    }

    [Fact]
    public void Matrices_are_written_with_their_inputs_fastest()
    {
        Layout layout = new(Shape.Demo);
        using FloatBuffer parameters = new(layout.Length);
        Tensor source = layout.Layers[1].QueryKeyValue;
        parameters.Span[source.Offset + 3 * source.Columns + Shape.Demo.Width + 7] = 1; // input 3, seventh key
        ExportedTensor keys = ExportedTensor.All(layout).Single(tensor => tensor.Name == "blk.1.attn_k.weight");
        Array.IndexOf(keys.Values(parameters.Span), 1f).ShouldBe(7 * Shape.Demo.Width + 3);
    }
}
