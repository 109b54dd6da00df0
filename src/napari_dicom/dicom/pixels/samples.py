"""Small streams with known pixels for the self-test. Made by make_samples.py in tests."""

import base64
import zlib
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Sample:
    """One stream whose pixels are those of `formula.known_pixels`.

    Parameters
    ----------
    name
        What it shows: ``"12 bit signed"``.
    transfer_syntax_uid
        Under which syntax it is decoded.
    bits_allocated, bits_stored, signed, samples, photometric_interpretation
        Its pixel format.
    tolerance
        Largest difference that lossy coding may leave.
    length
        Its bytes in the packed streams.
    """

    name: str
    transfer_syntax_uid: str
    bits_allocated: int
    bits_stored: int
    signed: bool
    samples: int
    photometric_interpretation: str
    tolerance: int
    length: int


def streams() -> list[bytes]:
    """Return the stream of every sample."""
    whole = zlib.decompress(base64.b85decode(_PACKED))
    ends = list(accumulate(sample.length for sample in SAMPLES))
    starts = [0, *ends[:-1]]
    return [whole[start:end] for start, end in zip(starts, ends, strict=True)]


# fmt: off
SAMPLES: tuple[Sample, ...] = (
    Sample('8 bit', '1.2.840.10008.1.2.4.50', 8, 8, False, 1, 'MONOCHROME2', 4, 396),
    Sample('8 bit YBR', '1.2.840.10008.1.2.4.50', 8, 8, False, 3, 'YBR_FULL_422', 6, 777),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.50', 8, 8, False, 3, 'RGB', 4, 499),
    Sample('8 bit', '1.2.840.10008.1.2.4.51', 8, 8, False, 1, 'MONOCHROME2', 4, 396),
    Sample('8 bit', '1.2.840.10008.1.2.4.55', 8, 8, False, 1, 'MONOCHROME2', 4, 312),
    Sample('12 bit', '1.2.840.10008.1.2.4.51', 16, 12, False, 1, 'MONOCHROME2', 24, 234),
    Sample('12 bit, Se = 0', '1.2.840.10008.1.2.4.51', 16, 12, False, 1, 'MONOCHROME2', 24, 234),
    Sample('8 bit', '1.2.840.10008.1.2.4.70', 8, 8, False, 1, 'MONOCHROME2', 0, 144),
    Sample('12 bit', '1.2.840.10008.1.2.4.70', 16, 12, False, 1, 'MONOCHROME2', 0, 272),
    Sample('12 bit signed', '1.2.840.10008.1.2.4.70', 16, 12, True, 1, 'MONOCHROME2', 0, 272),
    Sample('16 bit', '1.2.840.10008.1.2.4.70', 16, 16, False, 1, 'MONOCHROME2', 0, 398),
    Sample('16 bit signed', '1.2.840.10008.1.2.4.70', 16, 16, True, 1, 'MONOCHROME2', 0, 398),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.70', 8, 8, False, 3, 'RGB', 0, 497),
    Sample('8 bit', '1.2.840.10008.1.2.4.57', 8, 8, False, 1, 'MONOCHROME2', 0, 233),
    Sample('12 bit', '1.2.840.10008.1.2.4.57', 16, 12, False, 1, 'MONOCHROME2', 0, 362),
    Sample('12 bit signed', '1.2.840.10008.1.2.4.57', 16, 12, True, 1, 'MONOCHROME2', 0, 375),
    Sample('16 bit', '1.2.840.10008.1.2.4.57', 16, 16, False, 1, 'MONOCHROME2', 0, 487),
    Sample('16 bit signed', '1.2.840.10008.1.2.4.57', 16, 16, True, 1, 'MONOCHROME2', 0, 499),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.57', 8, 8, False, 3, 'RGB', 0, 445),
    Sample('8 bit, wrapped', '1.2.840.10008.1.2.4.70', 8, 8, False, 1, 'MONOCHROME2', 0, 481),
    Sample('8 bit', '1.2.840.10008.1.2.4.80', 8, 8, False, 1, 'MONOCHROME2', 0, 76),
    Sample('12 bit', '1.2.840.10008.1.2.4.80', 16, 12, False, 1, 'MONOCHROME2', 0, 142),
    Sample('12 bit signed', '1.2.840.10008.1.2.4.80', 16, 12, True, 1, 'MONOCHROME2', 0, 154),
    Sample('16 bit', '1.2.840.10008.1.2.4.80', 16, 16, False, 1, 'MONOCHROME2', 0, 373),
    Sample('16 bit signed', '1.2.840.10008.1.2.4.80', 16, 16, True, 1, 'MONOCHROME2', 0, 379),
    Sample('8 bit RGB by plane', '1.2.840.10008.1.2.4.80', 8, 8, False, 3, 'RGB', 0, 197),
    Sample('8 bit RGB by line', '1.2.840.10008.1.2.4.80', 8, 8, False, 3, 'RGB', 0, 188),
    Sample('8 bit RGB by pixel', '1.2.840.10008.1.2.4.80', 8, 8, False, 3, 'RGB', 0, 186),
    Sample('12 bit', '1.2.840.10008.1.2.4.81', 16, 12, False, 1, 'MONOCHROME2', 2, 99),
    Sample('8 bit', '1.2.840.10008.1.2.4.90', 8, 8, False, 1, 'MONOCHROME2', 0, 188),
    Sample('8 bit signed', '1.2.840.10008.1.2.4.90', 8, 8, True, 1, 'MONOCHROME2', 0, 188),
    Sample('12 bit', '1.2.840.10008.1.2.4.90', 16, 12, False, 1, 'MONOCHROME2', 0, 244),
    Sample('12 bit signed', '1.2.840.10008.1.2.4.90', 16, 12, True, 1, 'MONOCHROME2', 0, 244),
    Sample('16 bit', '1.2.840.10008.1.2.4.90', 16, 16, False, 1, 'MONOCHROME2', 0, 261),
    Sample('16 bit signed', '1.2.840.10008.1.2.4.90', 16, 16, True, 1, 'MONOCHROME2', 0, 261),
    Sample('8 bit RCT', '1.2.840.10008.1.2.4.90', 8, 8, False, 3, 'YBR_RCT', 0, 367),
    Sample('16 bit, part 1', '1.2.840.10008.1.2.4.92', 16, 16, False, 1, 'MONOCHROME2', 0, 261),
    Sample('16 bit, part 1', '1.2.840.10008.1.2.4.93', 16, 16, False, 1, 'MONOCHROME2', 0, 261),
    Sample('8 bit ICT', '1.2.840.10008.1.2.4.91', 8, 8, False, 3, 'YBR_ICT', 6, 336),
    Sample('12 bit', '1.2.840.10008.1.2.4.91', 16, 12, False, 1, 'MONOCHROME2', 16, 236),
    Sample('8 bit', '1.2.840.10008.1.2.4.201', 8, 8, False, 1, 'MONOCHROME2', 0, 214),
    Sample('16 bit', '1.2.840.10008.1.2.4.201', 16, 16, False, 1, 'MONOCHROME2', 0, 261),
    Sample('16 bit signed', '1.2.840.10008.1.2.4.201', 16, 16, True, 1, 'MONOCHROME2', 0, 261),
    Sample('8 bit RCT', '1.2.840.10008.1.2.4.201', 8, 8, False, 3, 'YBR_RCT', 0, 459),
    Sample('16 bit', '1.2.840.10008.1.2.4.202', 16, 16, False, 1, 'MONOCHROME2', 0, 261),
    Sample('8 bit ICT', '1.2.840.10008.1.2.4.203', 8, 8, False, 3, 'YBR_ICT', 6, 552),
    Sample('16 bit', '1.2.840.10008.1.2.4.203', 16, 16, False, 1, 'MONOCHROME2', 64, 345),
    Sample('8 bit', '1.2.840.10008.1.2.4.110', 8, 8, False, 1, 'MONOCHROME2', 0, 43),
    Sample('16 bit', '1.2.840.10008.1.2.4.110', 16, 16, False, 1, 'MONOCHROME2', 0, 358),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.110', 8, 8, False, 3, 'RGB', 0, 100),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.111', 8, 8, False, 3, 'RGB', 8, 768),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.112', 8, 8, False, 3, 'RGB', 24, 124),
    Sample('8 bit', '1.2.840.10008.1.2.5', 8, 8, False, 1, 'MONOCHROME2', 0, 322),
    Sample('16 bit signed', '1.2.840.10008.1.2.5', 16, 16, True, 1, 'MONOCHROME2', 0, 580),
    Sample('32 bit', '1.2.840.10008.1.2.5', 32, 32, False, 1, 'MONOCHROME2', 0, 1096),
    Sample('8 bit RGB', '1.2.840.10008.1.2.5', 8, 8, False, 3, 'RGB', 0, 838),
    Sample('16 bit', '1.2.840.10008.1.2.8.1', 16, 16, False, 1, 'MONOCHROME2', 0, 517),
    Sample('16 bit', '1.2.840.10008.1.2.1.98', 16, 16, False, 1, 'MONOCHROME2', 0, 512),
)
_PACKED = (
    "c-rlI2_RJ6`~SJKF!r$(T8yn|lO?5M24$@brL@Q{?UF*t3=vV0L`tDeDN#wK#h@fDlopaG6^T+R``rJzGYlrZZ@s_o`+"
    "vVn&$;e7&pFRM=XpNQbI!Rl<Dlhe4Io>ZT9^U^0RVvspq0P`asvp*yW@HZk0;<Uf+biWV1&aHi39=>E21nQLIPw!Mi5D"
    "W-T;cQb0W7d&_f7(kSHKX5)u}H0vE^thrr$loIYUd7T695l0+#bEh7PG8)re~bu!vPyHiLi#%J?nZ67qN>bQ6Z3keSyD"
    "kra?HfprG#u(j6dXuN<Pc@k_)6~q|!gB6ByZH<37cO#jbN5*0xqQWXpA8#*{rop=4GG;A7QQ_qW>4(ixcGeu`wt&EdhB"
    "@WiIZvP&Szc7zIf?!PJY3Sn}xTEZWli+d-V9p)AEXEFJINZe)G1j{$0bT&n;iRers)O??9gc5@rt-us43GZW~oyg@WyZ"
    "Y%9jsQ>D5C`A$|Dqvim^m#wPUJ{|>6GH84}T7mv;zJQ(dJqr=WaYcTKphG1&4#h)<;v^BgB=TSDR%jOj@I1f=wF`m(p("
    "Nl5f|y+h&KDDqBoLLf1f+~?1fADOD{BXlWQ=#GoXrzb(Xnlob@6^6JVaIZrP?RVG>&CIXISuGvW#a~|8Nz>BhYzxNf@$"
    "Sr<%=JQD3R`OOrmApdj7x{p5(H(@-GYTGesLF=*)+hG6T#oFr#I#TuLL`>RUUwtKAXs{UksYh|Z(wQmFC{8FOd$u7kg8"
    "ymJ<tBDFyY+#gLqrOQ(!J=FQN-gd*Jq4w1f8_RbEhovzPo>7JBk7B#b^9_b;#+)gYL0*tr1L|!^|zI*3|Z>d&ihr?oQd"
    "!Oh#R@Bb#Vu79PIy9OHxk++e!j6Nnre6y)cR5ZGjmu#ulfpsP665w~{CT?7eLa6o^`&fF9KqggN11R3u{v3ToeXkA2$q"
    "z7y~yV;Kcfj7KUcpupAZGYVc+-^^|6K!N2~_Ea_%1uoX@Aq*Dv7{f`i`9{)L5(<hGyH^;F?^=w4sEjWej<p$$_;0Ex*k"
    "{&-@30v->KzpHANKED`+o03|33Rr{y<;If<7m3NkFLA6o4E&p^1}#QbWi9KTrzb1$)F0B5p}JHw`YSbGS!RfQp+DzFSJ"
    "!8XK3)KQ7Sf?U1Sz1Bs^v`3D+2Xy!dY-WKi&ufG$wJRl<ahq#G|!)g^W00g{H|9V77Oj65DR!&JpW0LvYb$xMi@agQhO"
    "3!kF=h$8I#GB6Vm7~q5T%A>}E89@JHrA#2rC#M~Ju%{@OO<crX!9yoXYXX1248wZ`%tNG6ZM~DDfl}qEf^TaLjc03B|;"
    "?ih6ey84QXj<rFM39^Mhd_OBR-rVIiFe3!Y=r(oPw{!Xn|H5OVynKB9l94^c?8pFZqh5~cT|6X-?+GWRlOCP(mEWQYVw"
    "UQ4n%C0M<uB@}@bGkaRpg|WJ1PKy$a)0GUTMHt7aQ|1oBt>X*@2jTV;!5xI#BH1$tcWia;Alz$a&mi0@h1RF9k>bzcF%"
    "%$tfDna1KR}9jy;DNLOkVHUxXHaOm~k?_Etql2JOpKWEaMp$!9%deGI+fNMtxkbLF#>|aUtzNjSDHAH=ax%YS_R$)Ubj"
    "3P$N<PAYRFT7#~7n<bH4n<Cw|n18${c8eN8n47dp}gTIqY)+Lbn<%mc!<vTfbF@*4)9L<wN;g=J}(~Q28qbuM@|NcrU{"
    "&jDF-`@CpyutsmqF}I31ViBq2H&m&Kjrm%rG|~SKUFE`%@@wJ3qCFDbc$#{rXMq8%<q<ezJ>8~oA>vd1EFvC7672Gb9H"
    "v*>g;+Yk})|1yX_?O7A2EIdW*W`-lAzRuUKl_TU6+MI7G#WSM>Z>b@^9!K~mpq0cI!)Qj9}|Wz^~1%o9h%1<{h}>N3JT"
    "g%Jpi(vO7&e6qR>pO_DJA0Q^q#O?#cO1Z85#HRMN_K6A7dRuv7^}IfDeJUjn6vI^F6Z09MA%&;X0I|~kc5%d}@|iD#6Z"
    "|=(<pJl*qk%|^fPPrN6B<AwVBkQ|3MX~KKz))|5pm3cVq%yT1I042`v5ULZfid=0T#ElpI94hA~PRP5~X07U>BtyM-t&"
    "d%<NN+rv!ngT+l!<u>lYhc*+eB)8m7fz*DZD7z%!FBmF+WMf=`sAm|Nvnx`0&tSi7QRp1rtNfaf7M4}nv$Yf>+p&zpoA"
    "rJ;{lZ3ld$lz^oGb0b)W(xPdAGE=((s=MTxU-T5Z&QJL+z;A3|5Hu+IXBC3W*48EB|yK)g+$8_a%KKdr6E65NtyLSl<j"
    "|ra^#OucKRX8<9>+pOy)MSL<s&RXrmeasPOII+=3s*$<M!($pOAK6#(48w=(GZ*Im9xSE*&j<u4W*Bs0A|#I|^$m4^Gc"
    "W3lJrc*P3kK`PH3P#vT)ZmwJ8_m#HAt9B1kxo~#OAeB}c=VlI4>8@u!NaeWW|IR9NoOc7La-1PK;QNohZ&XFa#3jfBU%"
    "GgoZD!zL9g_ek2p|F40A|zgmVds5<KWisT?Z*WyE~VS=w_f`H0sxi`j?>V9nn<`bUYfEif(d5JsId`l#zr6pp2(zU@l7"
    "Q?Mw9gzA~zFeXq1`uG_M{u#-k{xmLGi^>KTLWs^<=^4Zgio?J+`w2i$=)0lJjZdzJehGIinG0fA>Bo(KfhWYj>fk$JOt"
    "H#Vu+OE3CLUoVXGs}~9^R18B*`{R%q@|TSZ)4Pzw=!BjHKP9S8qk1u^(Z6x546EZu{+oIy6@BJYqPJ_>4Tt%)`RP^6P!"
    "0BKFI{eg=benoir?MKY?S@bhM!cR~c!i#$YPtFvg^vgSqO<ju?xhF&27(P%U^VdXnL5zjk<dI1>@JOyg)bkE2~3)UE|;"
    "*ABG{fZ8!wy_)rHd2K)pK~W$DOb{7B>r*sS9AQmnvr%eYYd3>>>tknN?ok}sX&l1HEqUM8oojukx$}C-sd^TTy!CCnq2"
    "|^Xtp*vcPre#xn%r-hh#()w7Ja&EEyDVE<^KCiO;_gJ&dj|bsPOh|+6o1a-G@Ep->%#5A@4D_i=um5TXenLO)XI!Qr<+"
    "7&u!N<6(1m>6+TPiiI-O`iVIC}vyUVCFJY5J##-i|P8(wxoOoQr(s;*VbxXlUnvJ2g^wF1kv!zw@CRj-wO&MiDHO5&;("
    "V|qsA5M%^4v(RPDTUigwv)+5(K93oM&!PmHH+y@3Z{fB_rGnqfhY6H&5&-S$neWil59W-pPVG2gM{ao3m<*==RxN#Z)j"
    "l6FqE2G-O|a<O{#6}&UGwn=}IPVMVv&s*$l^9O&x)bVO8I@IGW-p1}y<eL-RgvKJ@hL`%Q=9Q|kQp0cPFa*M2WXht~L3"
    ")opmbu`1QA-0>BD_Imrrlf-n)ALxp<Ou45cdR~J~mUBxG(BI**Z<~CG(>`K*z|#1rdgi&toC#LJ&$Gu{8Q(oO&I)(+41"
    "++FJ?1>$PFBrm&Rm&eN~Sh4YWQyyH9#TZ5Wu8SdI%6G)_ZQen=*UPjN22fVs4yNw}`PWWd_fPRw;U=yF<C?uxhwck&8@"
    "7;0%1U8$Zg;6uIwFUI&hThjJ&0@IA_pX!87WMuyBD===X`0l*KOkK*DhJW+=?RMeqjEb4|b9MP31;|GcBDje5MZy0S-3"
    "s71Tx{QHppn>t|CPg$5Wz=B{k_{Rdg)twwH!sd}J-_lGtF`s@DlO)@s_a>vwO1kSR0kEVW?QJJFD6`#t!xa`8uiCAM_3"
    "u~V<R}fw`0E^Ap;C4I~PF-)4%H~b4<f%U8sx=fozgkr++slw+m;9`tR5^JNx0h<!B&|f!f(IW}<=9Fyk`N4OE!V#Vlc9"
    "nxtU0xmXF)DiE`OEoK`7>a;}>X6rE{8JMCUQO<%~&1qxgawHjC!2Vo!3{HZdrr>eKS%&-8OnmNqsdimq?ao`nc1<3>X3"
    "Fz*ey={2l9r2^pDBCMdhNci&wgaWhYuf62Kz8aZ*=p+Bu>8Eit8mhH>>8lY%P_O`8sm4O;Mc8-;9$5v~sd7AG!Thb0u>"
    "*nbVIJaj5R8#ZNviuB^Nsv}*CRY1(d;_M)@1_p4dHU2Ykh7N;{W&CarL?ez9SYc${<x<#Ifs*FZ`U}Wvf#YzD;QHB-+o"
    "#hClq5}Ha254}?g52}hO9OdC5J6B|APP92Td;o#L6-nQ8qM6Cj=BLgfS7o@JNvl1QC$2f)?V&wEa@}NC>!0q*DqhYhN3"
    "-T(ga;J8VGZ`vWCy@sSXO48jBYZk$!zyGn6`o9yxSFBm4c8+yvp;1r`xH5`L<}FQ<x3Div%8tMrD<)^@$+mBf-XY6%5;"
    "DF(-NofyBOd)R-l?jnQg?&Rs|^{cvvVY-*RnMZzZY-l2QqCqE=B&xm54KckDH&sT(-urD(p+MHX4gQHcR}juuPtH}<jA"
    "&W82v>D4(PF)fl67&N2(=<XV1@1LBOddEUDUBJex!x0g{w~h&kzZg;uJsX#1lXo+L&-Vy_|s=nl~vE;G<+7G9uAmvN`g"
    "9&}NB2ZDxjtNB^qL`#3S$w#Qy-oN;RW-m@m+Pt<7#*IivbzGK$r7@6jfWzn0r+jcs*l+R6{Dv;nGvF+O8bSJZ?$K}k7M"
    "s0n!G&$p`RP5>q_q|U<WC4*z2Kd9~YSYb}O}w97SeG`@X~|Rx>60cJZN<gI^@fRUD{wwL@&HS5-weezU=M+K_%#{`_9B"
    "t=Yam4ZmxG}B6CmK>O3S@^p+Np`YgQKq#jQt6B}Zf*uU1vQn<aaB>dm*^Yzdso8w2yitQ+Gi^q-Cj-Fv}6ZTG0XUWe=C"
    "mWw9l9jFc}myTI+b^i5W=a!iyYQgi@yUhfpO^oiF=RR_w2MS-lyx!;0`KDNp_`Lk<&(3Uaq-Sl<`BK#odUJ~UUc2g`OX"
    "K2P@GdIp*NyHjv=Aq+`NZCKXQzAN*o_ND=}T9&Mc&T&ayfF?`|BetlIzATuyw3F81*3Td4(ox>O8^xS>S};k&1;1I_eV"
    "nW(LQ{tQ5MmZQp$HyT0o)@y|<G0m?=#VPMkNeYu7%hcgarMOf`PT00KT!;rOxF3F<5CtlL;)#v{-@x<X<Hh1EI@Nfu*h"
    "_Siqf-;y~eie|XoGs`WUCLSH-X-}XO}_ax2_?4@k6h1KxHR67JjYLfxmV;!tK0TV>kS<?gw~%pQj+;ddUsSUY3R<9gCi"
    "L0PUdO4b-0y{5StuSWY8tKVWo54sN4FQ(rL#=oom)V$yR8Om%p45quN|@`jXa#b!`V0+kk@i)G<mULn9+Ks^`qoV-=>a"
    "$eEw|WzFz1VYxhs@tRtqlZGwZvYj=2IR52uy_9%^<2ntKDj2L0Qb_ZzNnZmtz-hHXp)r?bD4DECN`?~Z2~M!?q`|Mhx^"
    "R#L{gL!k^(}+xmyz`6AbDF3Zsyb9F0f4MP65b=mYdSemSrMQ(Yr2ZFDZGv#%*$>T4P1_*0}6p0^QOTj~{9fft2<dJC#{"
    "9mG~-$)%H172|E`goo{9dhBG@Xn0hIJ9^J1>A`Om@cXyWG>Rnju`e3})!!t(HZ}-|t`^nd1Iv{aAOyD?E3A36=AkeU>B"
    "uz1=_ak$2b7=cefN%{qr_6Wvrc9imtv5ku0?%4!%vzROEeP`gfF;F}Vm5<YK0q0PJY=N-3mE%==xAUv594KN%~_v)fN8"
    "-*Hj5n8m<?E?nezdtV`*5u1uv?qs=7aKZoS=j3H*vx68)?a9>l8f=zbIq-TS9jMRTkIqfl1@$1WgEgYQrFpYf18tVYCa"
    "1JW!Y3)GEn<8jcwnCKV;vk=JA0nsa%q#RC3^A6qsOwCnpkhF~1tXPh*V7we4X7V(zE8eup8|Mc`CJQ!$ku1C)kf=e}Fk"
    "m)+3qcxlehGxA|8fvCX}`2K_CkU0g#zh=f^OfBV4(jg6bPLIg%tBW5X8co8G&%~&seNOVhK4BlGzyZ2%88Twh}8%LVDR"
    "}*dvvk=O9~(qkX|9hI$9U&jV~=0&9~Atn_XGflNr?%oeO-Tqg+j0Zre43ak(gM;3t5K)A!g=fVYOH#zx>_xh3D*#Okw8"
    "oDpQCu)dvJG<o6{0-oa`@-HC1|PGHwe3jr!fgN>(!a6*g4N1q5`B;rP<QqwA@4Yof`^aC0J;p}Wgy{Dcg*GzZEg%SgOX"
    "k2a^9bWS8iYz6+Y%gOty$otz)I8rW*SJXOdC~ncdBV&H|XTShCSXPY*~OfqXyE`r*R|_U}pkFN<fD0r3nV6e`LLAI40W"
    "hWajn$zW|7O!@YcVDh6Y&=nkW|2)1Aa-rGh&&Fc`3ifU5Da7(39MOef<*;$E`b9Sm1B+8LtP3kw_p7<jDQj}-S-8Ux&#"
    "g#QD+ta4g0X_?pfIbamOvOb4CH44fxQA_c(oKkLAY1IT7nY6n9Zpcu17qX--gRn)KR{esAdWu@P!DC{IIptOQIE!Xvdp"
    "YOo2j0P-xmQcJ8T1@@mHqYy?`$iD!<y_nFgAqzze0K4f;vsBQZGZ`xMHQ0U5Rp)tXh$pjo(<4VJ1z#6gxS;<rdLNr`7S"
    "R&;R(-?2FPyrCYHu0&tKA!cZrGaxSecCmyEPA|RI+RX?(t^+MO+nviol7m*Fm=n`*$mRtjz)}8v$IT#eKb%$3(hw;Q^N"
    "glmb~N?mCsA|cEQ9R8@U;vHYql`5vC6UX{xESVh&ut&@lZkPnOXGCJQ%05*-pJ!z2}J0h88_aF`N9m0;Q#@C~MfKc760"
    "xDg`6#Ag%x&7P^8+4D?=JA1}B0a@m-RW-Y&A;wwYUQmA7aJnBGX9~Rt7G;7V%~J%NJOl^?SK#46qp=0Nyh0YngKYQmIO"
    "oONR?9CaP~ly8IdF^2EWHe$yyyfRyvX}a$v|%>1*}pq0_D2F%?@e|m;%WeA^~9P1|JR;Yq{v}u-_&5M(*rz6^t>Bb-kf"
    "z94qWoOxMUE2c;7zE3^;@tgs1<{+vW2Aixh;sjC*68RdtBpAE_?r0vLCN!dtu@{bO*lB1v~_KmTqrTr|5m~a>dgp7xez"
    "t;-CRTK=9o?Hm#t6(Ey01K|L?`FKrcpTPwBEf3P3b}`scyo1<{DW9m(I-P)cMRRS!F5MO-h-m@xmV?CXWo!=y?WwAd6C"
    "?7ze7$&fT^I<=Vi}1(Jo&JcryV)$cj_6@*zqmZfcl@jc;}$0U)Ud0CVY`mlq{q9>A5SNm%9h6*~8xlW+=Cdcl<M?Tl6&"
    "Ho|m@+t41C>2zWG-IRvqyul)^{ik%4I`y(?OFw%Zx_gNCgNy3uPtNOn#Cuuu(R&K$L;%#axO{Y&rXfuL#)Y>ir}yd4n>"
    "Nki^*u?`-_HlPvX{Ly|8~J!0$ASLc{Jt_RSYpV#7bSOYR9#A-LIVOu$NG8`b6U|Z@x9FrL55`+$S%M6JA9CI1)ktQi1}"
    ")Kp<5g`)YigUBcH9)W(m@=|PK)<8pQ^+!5S<FD&BeBJ-0P7WNN^JQLHz{e&kaVeZBG_XkWL=+T-LF5Yge)p$}cB}<gVq"
    "#vOb*{K0Qd3|D49z7A2o>540Pn;|KEGk;*uC1WFN3u_t!f6TlIffoAB|+IC`kv)MO-Ht|yLY>bPy0YKdC;v{IK?%_O0V"
    "55cJ85sxBFLLm#<3<9l5{$@J>U8cSnyM+TW0teqG`H>6;@DG@iR>IIJn_&7lJya+<CW`*@Y8nAn^zMjig?hDv;Zck$SZ"
    "UEX(fBpkjxu+XgfQf6aqu(4uU>a~rPYi}8})`Th^YJ0VlI<o!sk@&z(4W}-$H#MFYqy~JtH99w-rNoT7rL8ue5!mtmA{"
    "yA$f-ab7XNTk2HFSot#*x!=BX0Q7iaZ`s3XV=Kr5luceNeh3s$L{0reB|l9~L=o{iBcHoNtMx*GEm)X;UreblkD7Q0+i"
    "~cCkj;lJoZ_*Cw7XHIa76dSIq<FzeCWxegZ|FK|70q1<(kLw3coBL}meuP<}BSmj%L(6=U7VvgU-ZHl}6UhTFr)PJ*ga"
    "iIR&gs=%6^+)5^bi6x}I`T^6`Ld-~nl9EJ+T5HkVIA<PP%$dt^8+iY!Pm!&83x}f!Zg`!ujALU+v`&mbGur~9CN!{Ym?"
    "AimIRnL1c;EB-~CS$HcLKY4rgMHUJRF0FFeT}OKcQ|xg1<hx$((ls%=-UEf-q;VIt7cP=CI47THEipk!#&<@Vix<~v=#"
    "agruzN&T2TY-#Jk1@Bd~M+yNw`8Nb|%S#wct0#OUCoLFCbDiDZ;Z*QUmqg4Ux(jkTPL9UC%T}o<oOV-AHcCstBtpxwHd"
    "6p})~1Vmc_l8su`EMosKcAeYbW&#3%YNWWrQy|8@_2;M|!jEmcUvPLs}y$WwT+HsaT{}>X*u+aUj2H#F5EOg{huNYaI5"
    "CkS8fTt4W>eAv1yHaFECphcPVxq)DI%@ue0afS#gVd@1kF<wKfOANyIAm+qI&uN)FLQLj>DYlw{H>y3F8N9*6d3>}%1@"
    "BF;UOF9KLJfXGE%?QkkF~8G7)n{M5BBmNQFA#kh#^^pi`^7BNongbaG!ZMoBA~&<QEnYoyi<OJ^e8arVcZM?1|$vqbz*"
    "$?-z<_+(lWA~(|*H-j~J;)QBqb><(~T+J8t|0&52stIz0yfr%g97q|%Ixdk+Fy&6+*Onr>s;dmwP}5{IRZPR=g92Lo5G"
    "TD@ki*E;Xs1A?0awgfU5%pl$Y;K&_2cSS|-<{cP3ka+M=QgRCK+~BFx>1Q%B&+?8BUb%YhdM+!EcZ%@N-Fx>-N+0kJ6I"
    "MR2dQn}|cck!rW7CI^&3y+8JG;8sD6R)VW8^O)_)i<~&%5w{K86VWVrT{oC{z5e&cc6~ek<^Apuqq7Ec%TAo^Kub<rq@"
    "erOmQ;^9l%$O+J0;M(Oka-~2zXz(_tC!$*32WXwl%_-GLydGL`pA29;?D1wjT_~<Yno#CS#J}Ts+hkV2+D!6_*D<kb#@"
    "`1SBJHmpu@Ueb;?0P<S4IjIlk9Ff?9r@Tr3_jkDkEQdmR(z}}A8W+NPUmAM^Re0pz@gpP@8+EI_yi(RKtNECL=qAb78V"
    "f^6%`W`7nhJAlO-jkq@<-~WMpNB3>i99PEKB4L1Eai;loFa7&%f=kwQ^YQdU+`QB_q_8#QY5XmxcBjWJ`!jvY5{{P+nI"
    "G&Ltq)Y8({*3r?`ois^LZ}Q|RQ}p$xPMtPw`g8*WLqjT+Ml&)pHa0PtF=OUTQ&TfDb8`y|OG_)OS+i!(o-@bVnohT|v9"
    "+B$ciucZyZQ4MEU>p<xNy;;#fz6Lad23=)X~w&$=TV(#nsi#&E4I@W7#rK&*jTktXR2n)vDF2*Q{B)*2`<%I&bgw>wSD"
    "SY}mNb*VoU_-+$Al&6@)PwrmN+mNI5gP;l_ptsx<yq1(2Fg@uQ2-yRVW8M$M}&Yin<MMXtN@7^5~vu96i?B2a`aq;o{_"
    "9Z0j-+$mhV&cJrhYlqrB`2q(96o&H$kC(6jvYUqntI~I$&+bmr%s(dot}Q?Oh!g#=Gn97&YeG>m384lcJ{@Kmo8ntoRf"
    "3q%GImau3f*Lo6BP5<>luW6x_IR^JZb;ty@J!w{I60-??-5?!9~W@0XO6mOgm!@L^fmqeqV)KY8->X?b}?#j|IXmCv77"
    "RlRsoU0qZ2^5v^nwY9Hbzj^caZCzb`{kwM!4e#GKHa0bV`0(*#bMvQ9pFg*>eEIVA>$h*Mt!-`X?HwJRon2ks-E20B{`"
    "UX>w*UVhA^^X&"
)
# fmt: on
