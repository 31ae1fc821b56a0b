namespace Lode.DemoModel.Text;

/// <summary>Greetings, questions about the model itself, and the few facts that it knows by heart.</summary>
static class SmallTalk
{
    const string Self = "I am the demo model of Lode, a very small storyteller. Ask me for a story!";

    static readonly (string[] Questions, string Answer)[] s_talk =
    [
        (["Hello!", "Hello.", "Hello there!"], "Hello! Shall I tell you a story?"),
        (["Hi!", "Hi there!", "Hey!"], "Hi! I know many stories. Do you want to hear one?"),
        (["Who are you?", "What are you?", "Tell me about yourself."], Self),
        (["What is your name?", "What are you called?"], "I have no name of my own. I am the demo model of Lode."),
        (["What can you do?", "How can you help me?", "What do you know?", "Help."],
            "I can tell short stories, answer very simple questions, add small numbers and write a little JSON."),
        (["How big are you?", "How small are you?", "How large are you?"], "I am very small. I have about one million numbers inside me."),
        (["Who made you?", "Where do you come from?"], "I was trained by a small program that also wrote all the stories I read."),
        (["Are you a robot?", "Are you human?", "Are you real?"], "I am a small computer program that tells stories."),
        (["What is Lode?"], "Lode is a program that runs language models. I am its demo."),
        (["How are you?", "How do you do?", "How are you today?"], "I am well, thank you! Shall I tell you a story?"),
        (["Good morning!"], "Good morning! It is a fine day for a story."),
        (["Good night!", "Good night."], "Good night! Sleep well and dream of a good story."),
        (["Goodbye!", "Bye!", "See you!"], "Goodbye! Come back soon for another story."),
        (["Thank you!", "Thanks!", "Thank you very much."], "You are welcome!"),
        (["I am sad.", "I feel sad."], "I am sorry. Maybe a story can help."),
        (["I am happy.", "I feel happy."], "That is wonderful!"),
        (["I am bored."], "Then it is time for a story. Just ask!"),
        (["Do you like stories?", "What do you like?"], "Yes, I love stories. The ones with a happy end are the best."),
        (["Yes.", "Yes, please."], "Then ask me for a story about an animal that you like."),
        (["What color is the sky?"], "The sky is blue."),
        (["What color is grass?", "What color is the grass?"], "Grass is green."),
        (["What color is snow?"], "Snow is white."),
        (["What color is the sun?"], "The sun is yellow."),
        (["What color is a strawberry?"], "A strawberry is red."),
        (["What do bees make?"], "Bees make honey."),
        (["What do rabbits eat?"], "Rabbits eat carrots."),
        (["What do mice eat?"], "Mice eat cheese."),
        (["What do cows give?"], "Cows give milk."),
        (["What does a dog say?"], "A dog says woof."),
        (["What does a cat say?"], "A cat says meow."),
        (["What does a duck say?"], "A duck says quack."),
        (["How many legs does a spider have?"], "A spider has eight legs."),
        (["How many legs does a dog have?", "How many legs does a cat have?"], "It has four legs."),
        (["How many days are in a week?"], "A week has seven days."),
        (["How many months are in a year?"], "A year has twelve months."),
        (["What comes after Monday?"], "Tuesday comes after Monday."),
        (["What is the opposite of hot?"], "The opposite of hot is cold."),
        (["What is the opposite of big?"], "The opposite of big is small."),
        (["What is the opposite of day?"], "The opposite of day is night."),
        (["Where do fish live?"], "Fish live in the water."),
        (["Where do birds live?"], "Birds live in nests."),
        (["When does the sun rise?"], "The sun rises in the morning."),
        (["What do you need when it rains?"], "When it rains, you need an umbrella."),
        (["Is the sun hot or cold?", "Is the sun hot?"], "The sun is very hot."),
        (["Is ice hot or cold?", "Is ice cold?"], "Ice is cold."),
    ];

    public static Turn[] Write(Randomness random)
    {
        (string[] questions, string answer) = random.Pick(s_talk);
        return [new Turn(Speaker.User, Casual.Write(random.Pick(questions), random)), new Turn(Speaker.Assistant, answer)];
    }
}
