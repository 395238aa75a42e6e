import type { Country } from '../../generated/types';

interface NameLists {
  readonly F: readonly string[];
  readonly M: readonly string[];
  readonly last: readonly string[];
}

const list = (text: string): readonly string[] => text.trim().split(/,\s*/);

/** Common names of each country, as its register spells them; not more than needed for people to differ. */
export const NAMES: Record<Country, NameLists> = {
  DK: {
    F: list(`Anna, Anne, Birgitte, Camilla, Caroline, Cecilie, Charlotte, Dorthe, Ellen, Emma, Freja, Gitte, Hanne, Helle,
      Ida, Inge, Ingeborg, Jette, Julie, Karen, Karoline, Kirsten, Kristine, Laura, Lene, Line, Lone, Louise, Maja, Maren,
      Maria, Marianne, Mathilde, Mette, Nanna, Pernille, Pia, Rikke, Sanne, Sofie, Susanne, Sørine, Tove, Ulla, Åse`),
    M: list(`Anders, Asger, Bent, Bjørn, Carl, Christian, Claus, Daniel, Emil, Erik, Flemming, Frederik, Hans, Henrik, Ib,
      Jakob, Jens, Jesper, Jørgen, Kaj, Karl, Kasper, Kim, Knud, Lars, Lasse, Mads, Magnus, Martin, Mikkel, Morten, Niels,
      Ole, Peter, Poul, Rasmus, Simon, Søren, Thomas, Troels, Uffe, Viggo, Aage, Åge, Øjvind`),
    last: list(`Andersen, Andreasen, Bach, Bak, Berg, Bertelsen, Bjerregaard, Bruun, Christensen, Christiansen, Dahl, Damgaard,
      Eriksen, Frandsen, Frederiksen, Friis, Gregersen, Hansen, Henriksen, Holm, Iversen, Jensen, Jeppesen, Jespersen,
      Johansen, Juhl, Jørgensen, Kjær, Kjærgaard, Knudsen, Kristensen, Larsen, Lauridsen, Lund, Lynggaard, Madsen, Mikkelsen,
      Mortensen, Møller, Nielsen, Nygaard, Nørgaard, Olesen, Olsen, Overgaard, Pedersen, Petersen, Poulsen, Rasmussen, Schmidt,
      Simonsen, Skov, Svendsen, Søndergaard, Sørensen, Thomsen, Toft, Vestergaard, Winther, Østergaard, Øster, Ågård`),
  },
  FI: {
    F: list(`Aino, Anna, Anne, Annika, Anu, Eeva, Eija, Elina, Ella, Emilia, Eveliina, Hanna, Heidi, Helena, Henna, Iida,
      Jaana, Johanna, Kaarina, Katariina, Katja, Kirsi, Laura, Leena, Lotta, Marika, Marja, Marjatta, Merja, Minna, Mirja,
      Noora, Outi, Päivi, Pirjo, Riikka, Riitta, Saara, Sanna, Sari, Satu, Sofia, Susanna, Terhi, Tiina, Tuula, Tyyne, Ulla,
      Venla, Åsa`),
    M: list(`Aapo, Aleksi, Antti, Arto, Eero, Eino, Erkki, Esa, Hannu, Harri, Heikki, Ilkka, Jaakko, Janne, Jari, Jorma,
      Juha, Jukka, Juhani, Kalle, Kari, Kimmo, Lauri, Markku, Marko, Matti, Mika, Mikael, Mikko, Niko, Olavi, Olli, Onni, Otto,
      Pasi, Pekka, Pentti, Petri, Petteri, Risto, Sami, Seppo, Tapani, Tapio, Teemu, Timo, Tuomas, Väinö, Ville, Åke`),
    last: list(`Ahonen, Anttila, Eklund, Forsström, Hakala, Hämäläinen, Heikkilä, Heikkinen, Heinonen, Hiltunen, Hirvonen,
      Jääskeläinen, Järvinen, Jokinen, Kallio, Karjalainen, Kärkkäinen, Kettunen, Kinnunen, Koivisto, Korhonen, Koskinen, Laakso,
      Lahtinen, Laine, Laitinen, Lampinen, Lehtonen, Leppänen, Lindström, Mäkelä, Mäkinen, Manninen, Mattila, Miettinen, Mustonen,
      Mykkänen, Nieminen, Niskanen, Nurmi, Ojala, Pesonen, Pitkänen, Räsänen, Rantanen, Rissanen, Saarinen, Salminen, Salonen,
      Savolainen, Sjöberg, Toivonen, Tuominen, Turunen, Väisänen, Väänänen, Virtanen, Wikström, Ylönen, Österman, Åström`),
  },
  NO: {
    F: list(`Anita, Anna, Anne, Astrid, Berit, Bjørg, Camilla, Eli, Elin, Ellen, Emma, Eva, Frida, Grete, Grethe, Guro, Hanne,
      Hege, Heidi, Hilde, Ida, Ingrid, Inger, Ingvild, Julie, Kari, Kristin, Laila, Line, Liv, Maja, Maren, Marianne, Marit,
      Mona, Monica, Nina, Nora, Randi, Ragnhild, Sigrid, Silje, Siri, Solveig, Tone, Trine, Tuva, Turid, Vigdis, Wenche, Åse,
      Åshild`),
    M: list(`Alf, Anders, Andreas, Arne, Arild, Bjarne, Bjørn, Christian, Dag, Eirik, Einar, Erik, Espen, Fredrik, Frode, Geir,
      Gunnar, Håkon, Håvard, Hans, Harald, Helge, Henrik, Ivar, Jan, Jens, Johan, Jonas, Karl, Kjell, Knut, Kristian, Lars, Leif,
      Magnus, Martin, Morten, Odd, Olav, Ole, Ørjan, Øystein, Øyvind, Pål, Per, Petter, Rune, Sindre, Sverre, Svein, Terje, Thor,
      Tore, Trond, Vegard, Ådne`),
    last: list(`Aas, Amundsen, Andersen, Andreassen, Antonsen, Arnesen, Aune, Bakke, Bakken, Berg, Berge, Birkeland, Bjerke, Bråten,
      Bøe, Dahl, Edvardsen, Eide, Ellingsen, Engen, Eriksen, Fossum, Gundersen, Hagen, Halvorsen, Hansen, Haugen, Haugland, Henriksen,
      Holm, Hovland, Isaksen, Iversen, Jacobsen, Jensen, Johannessen, Johansen, Jørgensen, Karlsen, Knudsen, Kristiansen, Larsen,
      Lie, Lund, Lunde, Løken, Martinsen, Moe, Moen, Myhre, Myklebust, Nilsen, Næss, Nygård, Olsen, Pedersen, Ruud, Rønning, Sandvik,
      Solbakken, Solberg, Strand, Strøm, Sæther, Sørensen, Tangen, Tveit, Ødegård, Østby, Aasen, Ås`),
  },
  SE: {
    F: list(`Agneta, Alice, Alva, Anna, Annika, Astrid, Åsa, Barbro, Birgitta, Britt-Marie, Camilla, Carina, Cecilia, Ebba, Elin,
      Elisabeth, Ella, Elsa, Emma, Eva, Frida, Gunilla, Gun-Britt, Hanna, Helena, Ida, Ingrid, Inger, Jenny, Johanna, Karin,
      Katarina, Kerstin, Kristina, Lena, Linnéa, Lisa, Louise, Maja, Margareta, Maria, Marianne, Märta, Moa, Monica, Pia, Sara,
      Siv, Sofia, Susanne, Ulla, Ulrika, Ylva`),
    M: list(`Albin, Alexander, Anders, Andreas, Åke, Axel, Bengt, Bertil, Björn, Bo, Carl-Johan, Christer, Daniel, David, Emil, Erik,
      Fredrik, Göran, Göte, Gunnar, Gustav, Håkan, Hans, Henrik, Ingemar, Jan, Johan, Jörgen, Karl, Kjell, Lars, Lars-Erik, Leif,
      Lennart, Linus, Magnus, Martin, Mats, Mattias, Mikael, Nils, Olof, Oskar, Östen, Patrik, Per, Peter, Rickard, Roger, Rolf,
      Sören, Stefan, Sten, Sven, Tomas, Torbjörn, Ulf, Viktor`),
    last: list(`Ågren, Åkesson, Åström, Andersson, Arvidsson, Axelsson, Bengtsson, Berg, Berggren, Bergström, Björk, Björklund, Blom,
      Carlsson, Danielsson, Ek, Eklund, Engström, Eriksson, Falk, Forsberg, Fredriksson, Fransson, Gunnarsson, Gustafsson,
      Håkansson, Hansson, Hedlund, Hellström, Henriksson, Holm, Holmberg, Isaksson, Jakobsson, Jansson, Johansson, Jönsson, Jonsson,
      Karlsson, Larsson, Lindberg, Lindgren, Lindqvist, Lindström, Löfgren, Lundberg, Lundgren, Lundqvist, Lundström, Månsson,
      Martinsson, Mattsson, Mårtensson, Nilsson, Norberg, Nordström, Nyberg, Nyström, Öberg, Öhman, Olofsson, Olsson, Öster, Persson,
      Pettersson, Samuelsson, Sandberg, Sandström, Sjöberg, Sjögren, Söderberg, Ström, Sundberg, Svensson, Wallin, von Essen`),
  },
};

/** A 32-bit hash of a text (FNV-1a): the same names for the same number, on every machine. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return value;
}

/** The names of whoever has this number: one given name or two, and a last name. */
export function namesFor(
  country: Country,
  canonical: string,
  sex: 'F' | 'M',
): { firstName: string; lastName: string } {
  const { [sex]: first, last } = NAMES[country];
  const pick = (names: readonly string[], salt: string): string =>
    names[hash(`${salt}${country}${canonical}`) % names.length] ?? '';
  const given = pick(first, 'given');
  const second = pick(first, 'second');
  const hasTwo = hash(`two${country}${canonical}`) % 3 === 0 && second !== given;
  return { firstName: hasTwo ? `${given} ${second}` : given, lastName: pick(last, 'last') };
}
