using Lode.DemoModel.Training;
using Lode.DemoModel.Vocabulary;

namespace Lode.DemoModel.Tests.Training;

public sealed class TrainerTests
{
    static readonly Shape s_shape = new(Vocabulary: 512, Width: 64, Layers: 2, Heads: 2, KeyHeads: 1, Hidden: 96, Context: 256);

    static readonly BytePairVocabulary s_vocabulary = BytePairTrainer.Train(1, 300, s_shape.Vocabulary);

    /// <remarks>The recorded value holds for every x86-64 processor with fused multiply-add, with 256-bit and with 512-bit vectors.</remarks>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_few_steps_give_the_same_weights_to_the_bit_on_any_number_of_threads(int threads)
    {
        Assert.SkipUnless(System.Runtime.Intrinsics.X86.Fma.IsSupported, "needs a processor with fused multiply-add");
        Train(5, threads, out _).ShouldBe("4b5906be6284cbdcd5324f28c61225db8447cbbd8ead08977da6c9e5220f0a9b");
    }

    [Fact]
    public void The_loss_falls()
    {
        Train(30, 2, out List<double> losses);
        losses[0].ShouldBe(Math.Log(s_shape.Vocabulary), 0.3);
        losses[^1].ShouldBeLessThan(losses[0] - 0.3);
    }

    [Fact]
    public void The_learning_rate_rises_then_falls_to_a_fiftieth()
    {
        Schedule.Rate(0, 1000).ShouldBe(2.5e-5, 1e-12);
        Schedule.Rate(100, 1000).ShouldBe(2.5e-3, 1e-12);
        Schedule.Rate(550, 1000).ShouldBe(2.5e-3 * 0.51, 1e-9);
        Schedule.Rate(1000, 1000).ShouldBe(2.5e-3 / 50, 1e-9);
    }

    static string Train(int steps, int threads, out List<double> losses)
    {
        using Trainer trainer = new(s_shape, s_vocabulary, seed: 1, threads);
        losses = [];
        for (int i = 0; i < steps; i++)
            losses.Add(trainer.Run(steps).Loss);
        return trainer.Hash;
    }
}
