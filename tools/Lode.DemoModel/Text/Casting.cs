namespace Lode.DemoModel.Text;

static class Casting
{
    /// <summary>A cast whose hero may have any name: outside stories nothing can be confused.</summary>
    public static Cast Anyone(Randomness random)
    {
        Cast cast = new(random);
        if (random.Chance(40))
            cast["hero"] = random.Pick(Lexicon.FriendNames);
        else if (random.Chance(20))
            cast["hero"] = Names.Invent(random);
        return cast;
    }
}
