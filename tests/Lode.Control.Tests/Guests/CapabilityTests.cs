using System.Text;

namespace Lode.Control.Tests.Guests;

/// <summary>Each capability of the contract, through a compiled guest.</summary>
public sealed class CapabilityTests
{
    [Fact]
    public void Without_a_word_the_model_goes_on_as_it_would()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        Driven driven = driver.Run("").ShouldHaveSingleItem();
        driven.Error.ShouldBeNull();
        driven.Tokens.ShouldBe([0, 2, 3, 4, 5, 6, 7]);
    }

    [Fact]
    public void A_mask_decides_what_may_be_sampled()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        driver.Run("step allow 9 12", 3)[0].Generated.ShouldBe([9, 12, 9]);
        driver.Run("step forbid 4 5", 2)[0].Generated.ShouldBe([6, 7]);
    }

    [Fact]
    public void A_mask_is_kept_between_rounds()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        driver.Run("0 allow 9 12\n2 mask", 4)[0].Generated.ShouldBe([9, 10, 12, 13]);
    }

    [Fact]
    public void A_bias_is_added_and_kept()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        driver.Run("0 bias 20 100\n1 bias 30 200", 3)[0].Generated.ShouldBe([20, 30, 31]);
    }

    [Fact]
    public void Logits_are_seen_and_written_in_place()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        driver.Run("0 logits\n0 logit 33 5\n0 logits", 2)[0].Generated.ShouldBe([33, 34]);
        driver.Log.ShouldBe(["logits: 4 0", "logits: 33 5"]);
    }

    [Fact]
    public void A_temperature_counts_for_one_token()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        driver.Run("0 temperature 0.25", 1)[0].Temperature.ShouldBe(0.25f);
        driver.Run("0 temperature 0.25", 2)[0].Temperature.ShouldBeNull();
    }

    [Fact]
    public void It_can_stop()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        Driven driven = driver.Run("1 stop")[0];
        driven.IsStopped.ShouldBeTrue();
        driven.Generated.ShouldBe([4]);
    }

    [Fact]
    public void A_skipped_round_changes_nothing()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        Driven driven = driver.Run("1 skip\n2 show", 3)[0];
        driven.Skipped.ShouldBe(1);
        driven.Generated.ShouldBe([4, 5]);
        driver.Log.ShouldHaveSingleItem().ShouldStartWith("round=2 tokens=4 removed=0 appended=0 sampled=-1");
    }

    [Fact]
    public void A_splice_appends_tokens_and_takes_others_off()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        driver.Run("1 splice 0 20 21\n2 show\n3 splice 2 9\n4 show", 5)[0].Generated.ShouldBe([4, 20, 9, 10]);
        driver.Log[0].ShouldStartWith("round=2 tokens=6 removed=0 appended=2 sampled=-1 splice=-1");
        driver.Log[1].ShouldStartWith("round=4 tokens=6 removed=2 appended=1 sampled=-1");
    }

    [Fact]
    public void A_conditional_splice_is_applied_where_its_token_is_sampled()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        driver.Run("0 when 9 1 20\n0 when 4 1 30 31\n1 show", 2)[0].Generated.ShouldBe([30, 31, 32]);
        driver.Log.ShouldHaveSingleItem().ShouldStartWith("round=1 tokens=5 removed=0 appended=2 sampled=4 splice=1");
    }

    [Fact]
    public void A_conditional_splice_may_keep_its_token_or_take_more()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        driver.Run("0 when 4 0 30", 1)[0].Generated.ShouldBe([4, 30]);
        driver.Run("1 when 5 2 30\n2 show", 3)[0].Generated.ShouldBe([30, 31]);
        driver.Log[^1].ShouldStartWith("round=2 tokens=4 removed=1 appended=1 sampled=5 splice=0");
    }

    [Fact]
    public void Init_sees_the_prompt_and_may_change_it()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        Driven driven = driver.Run("init show\ninit text\ninit splice 2 10 11 12\n0 show\n0 text", 1)[0];
        driven.Tokens.ShouldBe([0, 10, 11, 12, 13]);
        driven.PromptLength.ShouldBe(4);
        driver.Log[0].ShouldStartWith("round=0 tokens=3 removed=0 appended=3 sampled=-1");
        driver.Log[0].ShouldContain("prompt=3");
        driver.Log[1].ShouldBe("text: 0 2 3");
        driver.Log[2].ShouldContain("prompt=4");
        driver.Log[3].ShouldBe("text: 0 10 11 12");
    }

    [Fact]
    public void Init_may_stop()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        driver.Run("init stop")[0].IsStopped.ShouldBeTrue();
    }

    [Fact]
    public void A_mask_may_be_prepared_before_the_logits_are_there()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        driver.Run("prepare allow 9 12\nprepare show\n0 show", 1)[0].Generated.ShouldBe([9]);
        driver.Log[0].ShouldContain("flags=0");
        driver.Log[1].ShouldContain("flags=1");
    }

    [Fact]
    public void Text_becomes_tokens_and_tokens_become_text()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        driver.Run("init tokenize 0 the abab\ninit tokenize 3 the</s>\ninit detokenize 31 28 34 35\ninit detokenize 0 2 1\ninit detokenize 40", 0);
        driver.Log.ShouldBe(["tokens: 31 28 39", "tokens: 31 1", "text 6: the ä", "text 1: a", "text -1: "]);
    }

    [Fact]
    public void Logs_and_results_reach_the_host()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        driver.Run("init log a line\n0 result answer 42 is it\n1 result answer 43\n1 result other", 2);
        driver.Log.ShouldBe(["a line"]);
        driver.Results.Keys.ShouldBe(["answer", "other"]);
        Encoding.UTF8.GetString(driver.Results["answer"]).ShouldBe("43");
    }

    [Fact]
    public void Variables_are_set_appended_to_and_swapped()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        driver.Run("init get v\ninit set v one\ninit append v +two\ninit get v\ninit swap v 1 x\ninit swap v 2 three\ninit get v\ninit swap w 0 new", 0);
        driver.Log.ShouldBe(["get v: -1 0 ", "set v: 1", "append v: 2", "get v: 7 2 one+two", "swap v: -1", "swap v: 3", "get v: 5 3 three", "swap w: 1"]);
    }

    [Fact]
    public void The_vocabulary_is_there()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        driver.Run("init vocabulary 31\ninit vocabulary 0\ninit vocabulary 1\ninit vocabulary 40", 0);
        driver.Log.ShouldBe(["token 31 kind 0: the", "token 0 kind 1: ", "token 1 kind 3: ", "no token 40 of 40"]);
    }
}
