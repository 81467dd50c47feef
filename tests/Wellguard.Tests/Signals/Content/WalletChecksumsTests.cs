using System.Text;
using Wellguard.Signals.Content;
using Xunit;

namespace Wellguard.Tests.Signals.Content;

public sealed class WalletChecksumsTests
{
    [Theory]
    [InlineData("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    public void Keccak_has_the_published_digests(string text, string digest) =>
        Assert.Equal(digest, Convert.ToHexStringLower(Keccak.Hash256(Encoding.ASCII.GetBytes(text))));

    [Theory]
    [InlineData("47bEHyVRxtw5pZRy4tbAUMYfr4UQ6Ltf2BWuPSEGe9C36xxpmaipuJC5RNTGQTmkksYfbuKCykS7eQLRbhyj3zAmJ5ijMQG", "Monero")]
    [InlineData("8BaZAsaDjoB3wj3YdiFQmMVMuyUcHPtp6a15UcZAbscajBakdxaU9jjddH8QaeGyiYe6sLLKZ4XzvHGC9BDELuNyE8vsQaG", "Monero")]
    [InlineData("1LLEcihdfdpcgC7zHexGpfopXRjcLdKCem", "Bitcoin")]
    [InlineData("36unCZKRv4foK5pu9iRxKcwQsPZQLkTZdy", "Bitcoin")]
    [InlineData("bc1qesetp3pea6nuvr0n2y80ne9z8246wcwj4p6ppf", "Bitcoin")]
    [InlineData("bc1p5wurwzzw0vtualy8c9g9h09jv6024zjysx70zy9vlqprdczfc05sd0jr40", "Bitcoin")]
    [InlineData("0x6FB16E3615D4CAa7b19Ecd7fD02148654D987ae2", "Ethereum")]
    public void A_right_checksum_names_the_currency_and_any_changed_letter_none(string address, string currency)
    {
        Assert.Equal(currency, WalletChecksums.CurrencyOf(address));
        for (var i = 3; i < address.Length; i += 7)
        {
            var changed = address[..i] + (address[i] is '3' or 'q' ? '4' : '3') + address[(i + 1)..];
            Assert.True(WalletChecksums.CurrencyOf(changed) is null || changed == address, changed);
        }
    }

    [Theory]
    [InlineData("-o pool.example:3333 -u 1LLEcihdfdpcgC7zHexGpfopXRjcLdKCem -p x", true)]
    [InlineData("\"user\": \"1LLEcihdfdpcgC7zHexGpfopXRjcLdKCem\"", true)]
    [InlineData("Donate: 1LLEcihdfdpcgC7zHexGpfopXRjcLdKCem", false)]
    [InlineData("menu 1LLEcihdfdpcgC7zHexGpfopXRjcLdKCem", false)]
    public void A_wallet_where_a_miner_names_its_user_is_a_login(string text, bool isLogin) => Assert.Equal(isLogin, Assert.Single(Wallets.In(text)).IsLogin);

    [Fact]
    public void Texts_full_of_almost_addresses_are_bounded() => Assert.True(Wallets.In(string.Concat(Enumerable.Repeat("1LLEcihdfdpcgC7zHexGpfopXRjcLdKCem 36unCZKRv4foK5pu9iRxKcwQsPZQLkTZdy ", 5000))).Count <= 5);
}
